using DuckDB.NET.Data;

namespace TapeDeck.Engine.Index;

/// <summary>
/// How many matches of a filter lie in each stretch of a recording. Counted once, they give the exact total, and a window anywhere among
/// the matches is then looked for in its own stretches alone: the last page costs what the first costs.
/// </summary>
internal sealed class MatchCounts
{
    private const int StretchRows = 1 << 16;

    private readonly SqlText _where;
    private readonly long[] _before; // matches before each stretch, and in the end all

    private MatchCounts(SqlText where, long[] before) => (_where, _before) = (where, before);

    /// <summary>All matches.</summary>
    public long Total => _before[^1];

    /// <summary>Counts what the clause leaves.</summary>
    public static MatchCounts Read(DuckDBConnection connection, SqlText where, CancellationToken cancellationToken)
    {
        if (where.Sql.Length == 0)
        {
            return new MatchCounts(where, [(long)connection.Scalar("SELECT count(*) FROM exchange")!]);
        }

        var counts = connection.Query(
            new SqlText($"SELECT n // {StretchRows} AS stretch, count(*) FROM exchange{where.Sql} GROUP BY ALL ORDER BY stretch", where.Values),
            row => (Stretch: (int)row.GetInt64(0), Count: row.GetInt64(1)),
            cancellationToken);
        var before = new long[counts.Count == 0 ? 1 : counts[^1].Stretch + 2];
        counts.ForEach(counted => before[counted.Stretch + 1] = counted.Count);
        for (var stretch = 1; stretch < before.Length; stretch++)
        {
            before[stretch] += before[stretch - 1];
        }

        return new MatchCounts(where, before);
    }

    /// <summary>How many matches have this number or a smaller one.</summary>
    public long UpTo(DuckDBConnection connection, long number, CancellationToken cancellationToken)
    {
        var stretch = number / StretchRows;
        return number < 0 ? 0
            : _where.Sql.Length == 0 ? Math.Min(number + 1, Total)
            : stretch >= _before.Length - 1 ? Total
            : _before[stretch] + connection.Query(
                new SqlText($"SELECT count(*) FROM exchange{_where.Sql} AND n >= ? AND n <= ?", [.. _where.Values, stretch * StretchRows, number]),
                row => row.GetInt64(0),
                cancellationToken)[0];
    }

    /// <summary>The statement for some consecutive matches.</summary>
    public SqlText Window(string columns, long start, int count)
    {
        if (_where.Sql.Length == 0)
        {
            // Numbers have no holes: a window of all exchanges is a range of numbers.
            return SqlText.Of($"SELECT {columns} FROM exchange WHERE n >= ? AND n < ? ORDER BY n", start, start + count);
        }

        var first = FindStretch(start);
        var last = FindStretch(Math.Min(start + count, Total) - 1);
        return new SqlText(
            $"SELECT {columns} FROM exchange WHERE n IN (SELECT n FROM exchange{_where.Sql} AND n >= ? AND n < ? ORDER BY n LIMIT ? OFFSET ?) ORDER BY n",
            [.. _where.Values, (long)first * StretchRows, (last + 1L) * StretchRows, count, Math.Max(0, start - _before[first])]);
    }

    /// <summary>The stretch in which the match of that position lies; the last one for those beyond the end.</summary>
    private int FindStretch(long position)
    {
        var found = Array.BinarySearch(_before, position + 1);
        var stretch = (found >= 0 ? found : ~found) - 1;
        while (stretch > 0 && _before[stretch] > position)
        {
            stretch--; // stretches without a match have the same count before them
        }

        return Math.Clamp(stretch, 0, Math.Max(0, _before.Length - 2));
    }
}
