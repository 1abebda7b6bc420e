using DuckDB.NET.Data;
using TapeDeck.Engine.Query;

namespace TapeDeck.Engine.Index;

/// <summary>
/// Walks over the exchanges that match a filter, in order of time, a few thousand numbers at a time: the first come at once however many there are, and only those are
/// in memory. All of them show the index as it was when the walk began. For one thread at a time.
/// </summary>
public sealed class ExchangeWalk : IDisposable
{
    private const long FirstStep = 1 << 10;
    private const long LongestStep = 1 << 17;
    private const int WantedRows = 1 << 13;
    private const int MostNumbers = 1 << 11;
    private const int MostRanges = 1 << 6;
    private const int Short = 1 << 6; // numbers of a range that are named one by one
    private readonly DuckDBConnection _connection;
    private readonly DuckDBTransaction _snapshot;
    private readonly SqlText _where;
    private readonly List<(long From, long To)> _ranges;
    private int _at;
    private long _step = FirstStep;

    /// <summary>Begins at the first exchange.</summary>
    /// <param name="index">The index, which stays open meanwhile.</param>
    /// <param name="filter">Which exchanges.</param>
    /// <param name="rows">Only these of the list that filter and order give; null for all.</param>
    /// <param name="order">The order of that list, null for that of time; the walk itself is in order of time.</param>
    /// <param name="cancellationToken">Stops finding the rows.</param>
    /// <exception cref="IOException">The index cannot be opened.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ExchangeWalk(RecordingIndex index, ExchangeFilter filter, RowRanges? rows = null, ExchangeOrder? order = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(index);
        _where = RecordingIndex.Where(filter);
        _connection = index.Database.Connect();
        _snapshot = _connection.BeginTransaction();
        _ranges = rows is null ? All() : index.NumbersOf(_connection, filter, order, rows, cancellationToken);
    }

    /// <summary>The next exchanges; empty at the end.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IReadOnlyList<IndexedExchange> Next(CancellationToken cancellationToken)
    {
        while (_at < _ranges.Count)
        {
            var rows = NextRows(cancellationToken);
            _step = rows.Count < WantedRows ? Math.Min(_step * 2, LongestStep) : Math.Max(_step / 2, FirstStep);
            if (rows.Count > 0)
            {
                return rows;
            }
        }

        return [];
    }

    /// <inheritdoc/>
    public void Dispose() => DuckDBConnectionExtensions.LetGo(_snapshot, _connection);

    private List<(long From, long To)> All() => (long)_connection.Scalar("SELECT coalesce(max(n) + 1, 0) FROM exchange")! is > 0 and var end ? [(0, end)] : [];

    /// <summary>What matches in as many ranges as make a step together; one that is longer is cut.</summary>
    private List<IndexedExchange> NextRows(CancellationToken cancellationToken)
    {
        var (numbers, wide, room) = (new List<long>(), new List<(long From, long To)>(), _step);
        var first = _ranges[_at].From;
        var end = first;
        while (room > 0 && numbers.Count < MostNumbers && wide.Count < MostRanges && _at < _ranges.Count)
        {
            var range = _ranges[_at];
            end = Math.Min(range.To, range.From + room);
            room -= end - range.From;
            if (end - range.From <= Short)
            {
                numbers.AddRange(Enumerable.Range(0, (int)(end - range.From)).Select(by => range.From + by));
            }
            else
            {
                wide.Add((range.From, end));
            }

            _ranges[_at] = (end, range.To);
            _at += end == range.To ? 1 : 0;
        }

        var these = string.Join(" OR ", wide.Select(_ => "n >= ? AND n < ?").Concat(numbers.Count > 0 ? ["n IN (SELECT unnest(?))"] : []));
        return _connection.Query(
            new SqlText(
                $"SELECT {IndexColumns.Summary}, {IndexColumns.Locations} FROM exchange{(_where.Sql.Length == 0 ? " WHERE" : $"{_where.Sql} AND")} n >= ? AND n < ? AND ({these}) ORDER BY n",
                [.. _where.Values, first, end, .. wide.SelectMany(range => new object[] { range.From, range.To }), .. numbers.Count > 0 ? new object[] { numbers } : []]),
            IndexColumns.ReadExchange,
            cancellationToken);
    }
}
