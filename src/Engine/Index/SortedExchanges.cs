using DuckDB.NET.Data;
using TapeDeck.Engine.Query;

namespace TapeDeck.Engine.Index;

/// <summary>
/// The exchanges of an index in orders of one's own. Windows near an end are looked for among all that match; for one in the middle the numbers of all are put in order once,
/// and kept for whoever scrolls on: then every window costs the same.
/// </summary>
internal sealed class SortedExchanges
{
    private readonly Lock _lock = new();
    private (ExchangeFilter Filter, string Order, long Revision, int[] Numbers)? _last;

    /// <summary>The window behind an exchange.</summary>
    public static ExchangeWindow Behind(
        DuckDBConnection connection, ExchangeFilter filter, ExchangeOrder order, long number, int count, long total, CancellationToken cancellationToken)
    {
        List<SqlText> conditions = [.. RecordingIndex.Conditions(filter), SortedWindow.Behind(connection, order, number)];
        var behind = SqlText.Where(conditions);
        var left = connection.Query(new SqlText($"SELECT count(*) FROM exchange{behind.Sql}", behind.Values), reader => reader.GetInt64(0), cancellationToken)[0];
        return new ExchangeWindow(Rows(connection, SortedWindow.Rows(IndexColumns.Summary, conditions, order, 0, count), cancellationToken), total - left, total);
    }

    /// <summary>The window from a position on.</summary>
    public ExchangeWindow Window(
        DuckDBConnection connection, ExchangeFilter filter, ExchangeOrder order, long start, int count, long total, CancellationToken cancellationToken)
    {
        count = (int)Math.Clamp(total - start, 0, count);
        var conditions = RecordingIndex.Conditions(filter);
        var rows = count == 0 ? []
            : start + count <= SortedWindow.End ? Rows(connection, SortedWindow.Rows(IndexColumns.Summary, conditions, order, start, count), cancellationToken)
            : total - start <= SortedWindow.End ? [.. Rows(connection, SortedWindow.Rows(IndexColumns.Summary, conditions, order, total - start - count, count, isFromEnd: true), cancellationToken).AsEnumerable().Reverse()]
            : Numbered(connection, Numbers(connection, filter, order, total, cancellationToken).AsSpan((int)start, count), cancellationToken);
        return new ExchangeWindow(rows, start, total);
    }

    /// <summary>The numbers of all that match, in order; they must not be changed.</summary>
    public int[] Numbers(DuckDBConnection connection, ExchangeFilter filter, ExchangeOrder order, long total, CancellationToken cancellationToken)
    {
        var (revision, name) = (RecordingIndex.Revision(connection), order.ToString());
        lock (_lock)
        {
            if (_last is { } last && last.Revision == revision && last.Order == name && last.Filter == filter)
            {
                return last.Numbers;
            }

            _last = null; // before the next ones are there: not both are to be held
        }

        var numbers = new int[total];
        var read = 0;
        connection.Read(SortedWindow.Numbers(RecordingIndex.Conditions(filter), order), reader => numbers[read++] = checked((int)reader.GetInt64(0)), cancellationToken);
        lock (_lock)
        {
            _last = (filter, name, revision, numbers);
        }

        return numbers;
    }

    /// <summary>The numbers at some positions, ascending, in ranges without their end.</summary>
    public static List<(long From, long To)> RangesOf(int[] numbers, IEnumerable<RowRange> rows)
    {
        int[] chosen = [.. rows.SelectMany(range => numbers[(int)range.First..(int)(range.Last + 1)])];
        Array.Sort(chosen);
        List<(long From, long To)> ranges = [];
        foreach (var number in chosen)
        {
            if (ranges.Count > 0 && ranges[^1].To == number)
            {
                ranges[^1] = (ranges[^1].From, number + 1L);
            }
            else
            {
                ranges.Add((number, number + 1L));
            }
        }

        return ranges;
    }

    private static List<ExchangeSummary> Rows(DuckDBConnection connection, SqlText query, CancellationToken cancellationToken) =>
        connection.Query(query, reader => IndexColumns.ReadSummary(reader), cancellationToken);

    private static List<ExchangeSummary> Numbered(DuckDBConnection connection, ReadOnlySpan<int> numbers, CancellationToken cancellationToken)
    {
        var places = new Dictionary<long, int>();
        foreach (var number in numbers)
        {
            places[number] = places.Count;
        }

        var query = SqlText.Of($"SELECT {IndexColumns.Summary} FROM exchange WHERE n IN (SELECT unnest(?))", places.Keys.ToList());
        return [.. Rows(connection, query, cancellationToken).OrderBy(row => places[row.Number])];
    }
}
