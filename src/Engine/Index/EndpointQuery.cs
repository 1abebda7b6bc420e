using DuckDB.NET.Data;

namespace TapeDeck.Engine.Index;

/// <summary>Adds up the exchanges of an index by endpoint.</summary>
internal static class EndpointQuery
{
    /// <summary>The endpoints of the exchanges that the clause leaves, those with the most exchanges first, from a position on.</summary>
    public static EndpointTable Read(DuckDBConnection connection, SqlText where, int most, long start, CancellationToken cancellationToken)
    {
        var total = 0L;
        var items = connection.Query(
            new SqlText(
                $"""
                SELECT method, host, template, count(*) AS exchanges, count(*) FILTER (status >= 400), count(*) FILTER (response_length = 0),
                    sum(request_bytes)::BIGINT, sum(response_bytes)::BIGINT, count(*) OVER (),
                    quantile_disc(latency, [0.5, 0.95, 0.99]) FILTER (latency >= 0) AS latencies, latencies[1], latencies[2], latencies[3]
                FROM exchange{where.Sql} GROUP BY ALL ORDER BY exchanges DESC, method, host, template LIMIT ? OFFSET ?
                """,
                [.. where.Values, most, start]),
            row =>
            {
                total = row.GetInt64(8);
                return ReadFigures(row);
            },
            cancellationToken);
        return new EndpointTable(items, (int)total) { Revision = RecordingIndex.Revision(connection) };
    }

    private static EndpointFigures ReadFigures(DuckDBDataReader row) => new()
    {
        Key = new EndpointKey(row.GetString(0), row.GetString(1), row.GetString(2)),
        Exchanges = row.GetInt64(3),
        Errors = row.GetInt64(4),
        Unanswered = row.GetInt64(5),
        RequestBytes = row.GetInt64(6),
        ResponseBytes = row.GetInt64(7),
        P50 = row.IsDBNull(10) ? null : row.GetInt64(10),
        P95 = row.IsDBNull(11) ? null : row.GetInt64(11),
        P99 = row.IsDBNull(12) ? null : row.GetInt64(12),
    };
}
