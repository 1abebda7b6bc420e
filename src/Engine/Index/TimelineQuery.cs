using DuckDB.NET.Data;

namespace TapeDeck.Engine.Index;

/// <summary>Adds up the exchanges of an index by spans of time and class of status.</summary>
internal static class TimelineQuery
{
    /// <summary>The exchanges that the clause leaves, over the time of all that there are, in so many spans at most.</summary>
    public static ExchangeTimeline Read(DuckDBConnection connection, SqlText where, int spans, CancellationToken cancellationToken)
    {
        var (first, last) = connection.Query(
            SqlText.Of("SELECT min(ts), max(ts) FROM exchange"), reader => reader.IsDBNull(0) ? (0, -1) : (reader.GetInt64(0), reader.GetInt64(1)), cancellationToken)[0];
        if (last < first)
        {
            return ExchangeTimeline.Empty;
        }

        var step = TimeStep.Covering(last - first, spans);
        var start = first / step * step;
        long[][] counts = [.. Enumerable.Range(0, (int)((last - start) / step) + 1).Select(_ => new long[6])];
        var query = new SqlText($"SELECT (ts - ?) // ?, least(status // 100, 5), count(*) FROM exchange{where.Sql} GROUP BY ALL", [start, step, .. where.Values]);
        foreach (var (span, group, count) in connection.Query(query, reader => (reader.GetInt64(0), Convert.ToInt32(reader[1], null), reader.GetInt64(2)), cancellationToken))
        {
            counts[span][group] = count;
        }

        return new ExchangeTimeline(start, step, [.. counts.Select(byClass => new ExchangeSpan(byClass))]);
    }
}
