using DuckDB.NET.Data;

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
    private readonly DuckDBConnection _connection;
    private readonly DuckDBTransaction _snapshot;
    private readonly SqlText _where;
    private readonly long _end;
    private long _next;
    private long _step = FirstStep;

    /// <summary>Begins at the first exchange.</summary>
    /// <exception cref="IOException">The index cannot be opened.</exception>
    public ExchangeWalk(RecordingIndex index, ExchangeFilter filter)
    {
        ArgumentNullException.ThrowIfNull(index);
        _where = RecordingIndex.Where(filter);
        _connection = index.Database.Connect();
        _snapshot = _connection.BeginTransaction();
        _end = (long)_connection.Scalar("SELECT coalesce(max(n) + 1, 0) FROM exchange")!;
    }

    /// <summary>The next exchanges; empty at the end.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IReadOnlyList<IndexedExchange> Next(CancellationToken cancellationToken)
    {
        while (_next < _end)
        {
            var rows = RowsTo(Math.Min(_next + _step, _end), cancellationToken);
            _next += _step;
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

    private List<IndexedExchange> RowsTo(long end, CancellationToken cancellationToken)
    {
        var matching = _where.Sql.Length == 0 ? " WHERE" : $"{_where.Sql} AND";
        var query = new SqlText(
            $"SELECT {RecordingIndex.SummaryColumns}, {RecordingIndex.LocationColumns} FROM exchange{matching} n >= ? AND n < ? ORDER BY n", [.. _where.Values, _next, end]);
        return _connection.Query(query, RecordingIndex.ReadExchange, cancellationToken);
    }
}
