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
        var numbers = Read(connection, SortedWindow.Numbers(conditions, order, 0, count), cancellationToken);
        return new ExchangeWindow(NumberedRows.Read(connection, numbers, cancellationToken), total - left, total);
    }

    /// <summary>The window from a position on.</summary>
    public ExchangeWindow Window(
        DuckDBConnection connection, ExchangeFilter filter, ExchangeOrder order, long start, int count, long total, CancellationToken cancellationToken)
    {
        count = (int)Math.Clamp(total - start, 0, count);
        var conditions = RecordingIndex.Conditions(filter);
        var numbers = count == 0 ? []
            : start + count <= SortedWindow.End ? Read(connection, SortedWindow.Numbers(conditions, order, start, count), cancellationToken)
            : total - start <= SortedWindow.End ? [.. Read(connection, SortedWindow.Numbers(conditions, order, total - start - count, count, isFromEnd: true), cancellationToken).AsEnumerable().Reverse()]
            : Numbers(connection, filter, order, total, cancellationToken).AsSpan((int)start, count);
        return new ExchangeWindow(NumberedRows.Read(connection, numbers, cancellationToken), start, total);
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
    public static List<(long From, long To)> RangesOf(int[] numbers, IEnumerable<RowRange> rows) =>
        NumberedRows.Ranges([.. rows.SelectMany(range => numbers[(int)range.First..(int)(range.Last + 1)])]);

    private static int[] Read(DuckDBConnection connection, SqlText numbers, CancellationToken cancellationToken) =>
        [.. connection.Query(numbers, reader => checked((int)reader.GetInt64(0)), cancellationToken)];
}
