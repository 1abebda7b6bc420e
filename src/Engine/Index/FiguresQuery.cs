using DuckDB.NET.Data;

namespace TapeDeck.Engine.Index;

/// <summary>Reads what an index knows about its recording as a whole.</summary>
internal static class FiguresQuery
{
    /// <summary>The figures; of a recording that is only read on since earlier ones, by looking at what was added.</summary>
    public static RecordingFigures Read(DuckDBConnection connection, RecordingFigures? earlier, CancellationToken cancellationToken)
    {
        var damages = connection.Query(
            SqlText.Of("SELECT source, position, reason FROM damage ORDER BY rowid"),
            reader => new RecordingDamage(reader.GetInt32(0), reader.GetInt64(1), reader.GetString(2)),
            cancellationToken);
        var figures = connection.Query(
            SqlText.Of("SELECT settled, other_records, (SELECT count(*) FROM exchange_row) FROM progress"),
            reader => new RecordingFigures { IsSettled = reader.GetBoolean(0), OtherRecords = reader.GetInt64(1), Exchanges = reader.GetInt64(2), Damages = damages },
            cancellationToken)[0];
        var known = figures.IsSettled || earlier is null || earlier.IsSettled || earlier.Exchanges > figures.Exchanges ? null : earlier;
        var (first, last) = Times(connection, from: known?.Exchanges ?? 0, cancellationToken);
        return figures with { FirstTimestamp = Least(known?.FirstTimestamp, first), LastTimestamp = Most(known?.LastTimestamp, last) };
    }

    private static (long? First, long? Last) Times(DuckDBConnection connection, long from, CancellationToken cancellationToken) => connection.Query(
        SqlText.Of("SELECT min(ts), max(ts + greatest(latency, 0)) FROM exchange_row WHERE n >= ?", from),
        reader => reader.IsDBNull(0) ? ((long?)null, (long?)null) : (reader.GetInt64(0), reader.GetInt64(1)),
        cancellationToken)[0];

    private static long? Least(long? one, long? other) => one is null || other < one ? other : one;

    private static long? Most(long? one, long? other) => one is null || other > one ? other : one;
}
