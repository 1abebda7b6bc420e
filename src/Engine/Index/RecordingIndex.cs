using DuckDB.NET.Data;

namespace TapeDeck.Engine.Index;

/// <summary>
/// The index of one recording: a cache in one DuckDB file that answers which exchanges there are and where their bytes stand.
/// Reading is safe from several threads, also while one <see cref="RecordingIndexer"/> writes;
/// each answer shows one state between two of its commits.
/// </summary>
public sealed class RecordingIndex : IDisposable
{
    internal const string SummaryColumns =
        "n, id, ts, method, target, host, status, request_bytes, response_bytes, latency, content_type";

    internal const string LocationColumns = "request_file, request_offset, request_length, response_file, response_offset, response_length";

    private static readonly string[] s_textColumns = ["method", "target", "host"];

    private readonly Lock _lock = new();
    private (ExchangeFilter Filter, long Revision, long Total)? _lastTotal;

    private RecordingIndex(IndexDatabase database) => Database = database;

    internal IndexDatabase Database { get; }

    /// <summary>Opens the index file, or makes an empty one when there is none that this version can read.</summary>
    /// <exception cref="IOException">The file cannot be written, or another process has it open.</exception>
    public static RecordingIndex Open(string path) => new(IndexDatabase.Open(path, RecordingTables.Schema));

    /// <summary>Deletes an index file that is not open. Its recording loses nothing.</summary>
    public static void Delete(string path) => IndexDatabase.Delete(path);

    /// <summary>The matching exchanges from position <paramref name="start"/> on.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the query was stopped where it was.</exception>
    public ExchangeWindow Page(ExchangeFilter filter, long start, int count, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var where = Where(filter);
        using var connection = Database.Connect();
        using var snapshot = connection.BeginTransaction();
        var revision = (long)connection.Scalar("SELECT revision FROM progress")!;
        var total = KnownTotal(filter, revision) ?? Total(connection, filter, revision, where, cancellationToken);
        var rows = connection.Query(Window(where, start, count), ReadSummary, cancellationToken);
        return new ExchangeWindow(rows, total);
    }

    /// <summary>The exchange of that number; null when there is none.</summary>
    public IndexedExchange? Find(long number, CancellationToken cancellationToken = default)
    {
        using var connection = Database.Connect();
        return connection.Query(
            SqlText.Of($"SELECT {SummaryColumns}, {LocationColumns} FROM exchange WHERE n = ?", number),
            ReadExchange,
            cancellationToken).FirstOrDefault();
    }

    /// <summary>
    /// The matching exchanges over the time of the whole recording. The spans do not depend on the filter, so that timelines compare.
    /// </summary>
    /// <param name="filter">Its range of time is not looked at.</param>
    /// <param name="spans">Most spans, at least 2.</param>
    /// <param name="cancellationToken">Stops the query where it is.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ExchangeTimeline Timeline(ExchangeFilter filter, int spans, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(spans, 2);
        using var connection = Database.Connect();
        using var snapshot = connection.BeginTransaction();
        var (first, last) = connection.Query(
            SqlText.Of("SELECT min(ts), max(ts) FROM exchange"), reader => reader.IsDBNull(0) ? (0, -1) : (reader.GetInt64(0), reader.GetInt64(1)), cancellationToken)[0];
        if (last < first)
        {
            return ExchangeTimeline.Empty;
        }

        var step = TimeStep.Covering(last - first, spans);
        var start = first / step * step;
        long[][] counts = [.. Enumerable.Range(0, (int)((last - start) / step) + 1).Select(_ => new long[6])];
        var where = Where(filter with { From = null, To = null });
        var query = new SqlText($"SELECT (ts - ?) // ?, least(status // 100, 5), count(*) FROM exchange{where.Sql} GROUP BY ALL", [start, step, .. where.Values]);
        foreach (var (span, group, count) in connection.Query(query, reader => (reader.GetInt64(0), Convert.ToInt32(reader[1], null), reader.GetInt64(2)), cancellationToken))
        {
            counts[span][group] = count;
        }

        return new ExchangeTimeline(start, step, [.. counts.Select(byClass => new ExchangeSpan(byClass))]);
    }

    /// <summary>The figures of the recording as far as it is indexed.</summary>
    public RecordingFigures Figures(CancellationToken cancellationToken = default)
    {
        using var connection = Database.Connect();
        using var snapshot = connection.BeginTransaction();
        var damages = connection.Query(
            SqlText.Of("SELECT source, position, reason FROM damage ORDER BY rowid"),
            reader => new RecordingDamage(reader.GetInt32(0), reader.GetInt64(1), reader.GetString(2)),
            cancellationToken);
        return connection.Query(
            SqlText.Of("SELECT (SELECT settled FROM progress), (SELECT other_records FROM progress), count(*), min(ts), max(ts + greatest(latency, 0)) FROM exchange"),
            reader => new RecordingFigures
            {
                IsSettled = reader.GetBoolean(0),
                OtherRecords = reader.GetInt64(1),
                Exchanges = reader.GetInt64(2),
                FirstTimestamp = reader.IsDBNull(3) ? null : reader.GetInt64(3),
                LastTimestamp = reader.IsDBNull(4) ? null : reader.GetInt64(4),
                Damages = damages,
            },
            cancellationToken)[0];
    }

    /// <summary>Writes what is in memory to the file and closes it. Queries and the indexer must have ended.</summary>
    public void Dispose() => Database.Dispose();

    internal static SqlText Where(ExchangeFilter filter)
    {
        var conditions = new List<SqlText>();
        if (!string.IsNullOrEmpty(filter.Method))
        {
            conditions.Add(SqlText.Of("method = ?", filter.Method));
        }

        if (filter.StatusClass is { } group)
        {
            conditions.Add(SqlText.Of("status BETWEEN ? AND ?", (short)(group * 100), (short)(group == 0 ? 0 : (group * 100) + 99)));
        }

        if (filter.From is { } from)
        {
            conditions.Add(SqlText.Of("ts >= ?", from));
        }

        if (filter.To is { } to)
        {
            conditions.Add(SqlText.Of("ts < ?", to));
        }

        if (!string.IsNullOrEmpty(filter.Text))
        {
            conditions.Add(SqlText.Contains(filter.Text, s_textColumns).Or("status > 0 AND contains(status::VARCHAR, ?)", filter.Text));
        }

        return SqlText.Where(conditions);
    }

    /// <summary>Numbers have no holes, so a window of all exchanges is a range of numbers and costs the same anywhere in the recording.</summary>
    private static SqlText Window(SqlText where, long start, int count) => where.Sql.Length == 0
        ? SqlText.Of($"SELECT {SummaryColumns} FROM exchange WHERE n >= ? AND n < ? ORDER BY n", start, start + count)
        : new SqlText(
            $"SELECT {SummaryColumns} FROM exchange WHERE n IN (SELECT n FROM exchange{where.Sql} ORDER BY n LIMIT ? OFFSET ?) ORDER BY n",
            [.. where.Values, count, start]);

    /// <summary>Reads a row of <see cref="SummaryColumns"/> and <see cref="LocationColumns"/>.</summary>
    internal static IndexedExchange ReadExchange(DuckDBDataReader reader) => new(ReadSummary(reader), ReadLocation(reader, 11), ReadLocation(reader, 14));

    private static ExchangeSummary ReadSummary(DuckDBDataReader reader) => new()
    {
        Number = reader.GetInt64(0),
        Id = reader.GetString(1),
        Timestamp = reader.GetInt64(2),
        Method = reader.GetString(3),
        Target = reader.GetString(4),
        Host = reader.GetString(5),
        Status = reader.GetInt16(6),
        RequestBytes = reader.GetInt64(7),
        ResponseBytes = reader.GetInt64(8),
        Latency = reader.GetInt64(9),
        ContentType = reader.GetString(10),
    };

    private static RecordLocation? ReadLocation(DuckDBDataReader reader, int column) => reader.GetInt32(column + 2) is > 0 and var length
        ? new RecordLocation(reader.GetInt32(column), reader.GetInt64(column + 1), length)
        : null;

    private long? KnownTotal(ExchangeFilter filter, long revision)
    {
        lock (_lock)
        {
            return _lastTotal is { } last && last.Revision == revision && last.Filter == filter ? last.Total : null;
        }
    }

    private long Total(DuckDBConnection connection, ExchangeFilter filter, long revision, SqlText where, CancellationToken cancellationToken)
    {
        var count = new SqlText($"SELECT count(*) FROM exchange{where.Sql}", where.Values);
        var total = connection.Query(count, reader => reader.GetInt64(0), cancellationToken)[0];
        lock (_lock)
        {
            _lastTotal = (filter, revision, total);
        }

        return total;
    }
}
