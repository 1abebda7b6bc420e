using DuckDB.NET.Data;
using TapeDeck.Engine.Query;

namespace TapeDeck.Engine.Index;

/// <summary>The stored results of one replay in one DuckDB file. Reading is safe from several threads, also while the store writes.</summary>
public sealed class ReplayResultIndex : IDisposable
{
    private const string Columns =
        "n, id, method, target, status, failure, latency, service, lateness, request_bytes, response_bytes, sent_at";

    private ReplayResultIndex(IndexDatabase database) => Database = database;

    internal IndexDatabase Database { get; }

    /// <summary>Opens the file of a replay's results, or makes an empty one.</summary>
    /// <exception cref="IOException">It cannot be written, another process has it open, or another version wrote it.</exception>
    public static ReplayResultIndex Open(string path) => new(IndexDatabase.Open(path, ReplayTables.Schema));

    /// <summary>Deletes a file that is not open.</summary>
    public static void Delete(string path) => IndexDatabase.Delete(path);

    /// <summary>The matching results from position <paramref name="start"/> on.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the query was stopped where it was.</exception>
    public ReplayResultWindow Page(ReplayResultFilter filter, long start, int count, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        using var connection = Database.Connect();
        using var snapshot = connection.BeginTransaction();
        return QuerySql.Rest(filter.Query.Root) is { } rest
            ? Window(connection, Scan(connection, filter, rest, cancellationToken), start, count, cancellationToken)
            : Page(connection, Where(filter), start, count, cancellationToken);
    }

    /// <summary>The matching results behind that of a number.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the query was stopped where it was.</exception>
    public ReplayResultWindow PageAfter(ReplayResultFilter filter, long number, int count, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        using var connection = Database.Connect();
        using var snapshot = connection.BeginTransaction();
        if (QuerySql.Rest(filter.Query.Root) is { } rest)
        {
            var found = Scan(connection, filter, rest, cancellationToken);
            return Window(connection, found, found.FindLastIndex(one => one <= number) + 1, count, cancellationToken);
        }

        var upTo = SqlText.Where([.. Conditions(filter), SqlText.Of("n <= ?", number)]);
        var start = connection.Query(new SqlText($"SELECT count(*) FROM asked{upTo.Sql}", upTo.Values), reader => reader.GetInt64(0), cancellationToken)[0];
        return Page(connection, Where(filter), start, count, cancellationToken);
    }

    /// <summary>The result of that number with its messages; null when there is none.</summary>
    public StoredMessages? Find(long number, CancellationToken cancellationToken = default)
    {
        using var connection = Database.Connect();
        return connection.Query(Select(Columns + ", request, response", SqlText.Of("SELECT ?::BIGINT", number)), ReadMessages, cancellationToken)
            .FirstOrDefault();
    }

    /// <summary>The course of the replay, by when the requests ended. Requests that were never sent have no place in it.</summary>
    /// <param name="spans">Most spans, at least 2.</param>
    /// <param name="cancellationToken">Stops the query where it is.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ReplayTimeline Timeline(int spans, CancellationToken cancellationToken = default)
    {
        const string Ended = "(SELECT sent_at + (service * 1000000)::BIGINT AS ended, latency FROM result WHERE sent_at > 0 AND failure = '')";
        ArgumentOutOfRangeException.ThrowIfLessThan(spans, 2);
        using var connection = Database.Connect();
        using var snapshot = connection.BeginTransaction();
        var (first, last) = connection.Query(
            SqlText.Of($"SELECT min(ended), max(ended) FROM {Ended}"), reader => reader.IsDBNull(0) ? (0, -1) : (reader.GetInt64(0), reader.GetInt64(1)), cancellationToken)[0];
        if (last < first)
        {
            return ReplayTimeline.Empty;
        }

        var step = TimeStep.Covering(last - first, spans);
        var found = connection.Query(
            SqlText.Of($"SELECT (ended - ?) // ?, count(*), quantile_cont(latency, 0.5), quantile_cont(latency, 0.95) FROM {Ended} GROUP BY ALL", first, step),
            reader => (Span: reader.GetInt64(0), Content: new ReplaySpan(reader.GetInt64(1), reader.GetDouble(2), reader.GetDouble(3))),
            cancellationToken).ToDictionary(pair => pair.Span, pair => pair.Content);
        return new ReplayTimeline(
            step, [.. Enumerable.Range(0, (int)((last - first) / step) + 1).Select(span => found.GetValueOrDefault(span) ?? new ReplaySpan(0, 0, 0))]);
    }

    /// <summary>Results that came faster than they could be stored and are missing here.</summary>
    public long Missed()
    {
        using var connection = Database.Connect();
        return (long)connection.Scalar("SELECT results FROM missed")!;
    }

    /// <summary>Writes what is in memory to the file and closes it. Queries and the store must have ended.</summary>
    public void Dispose() => Database.Dispose();

    private static ReplayResultWindow Page(DuckDBConnection connection, SqlText where, long start, int count, CancellationToken cancellationToken)
    {
        var (total, last) = connection.Query(
            new SqlText($"SELECT count(*), max(n) FROM asked{where.Sql}", where.Values),
            reader => (reader.GetInt64(0), reader.IsDBNull(1) ? -1 : reader.GetInt64(1)),
            cancellationToken)[0];
        // Without holes in the numbers a window is a range, found without sorting.
        var window = where.Sql.Length == 0 && total == last + 1
            ? SqlText.Of("SELECT n FROM result WHERE n >= ? AND n < ?", start, start + count)
            : new SqlText($"SELECT n FROM asked{where.Sql} ORDER BY n LIMIT ? OFFSET ?", [.. where.Values, count, start]);
        return new ReplayResultWindow(connection.Query(Select(Columns, window), Read, cancellationToken), start, total);
    }

    /// <summary>Looks at what the database lets through where it may read a regular expression in another way.</summary>
    private static List<long> Scan(DuckDBConnection connection, ReplayResultFilter filter, QueryNode rest, CancellationToken cancellationToken)
    {
        var where = Where(filter);
        return connection.Query(
                new SqlText($"SELECT {IndexColumns.Summary}, failure FROM asked{where.Sql} ORDER BY n", where.Values),
                reader => IndexColumns.ReadSummary(reader) with { Failure = reader.GetString(reader.FieldCount - 1) },
                cancellationToken)
            .Where(summary => ExchangePredicate.IsMatch(rest, new GivenMessages(summary, null, null))).Select(summary => summary.Number).ToList();
    }

    private static ReplayResultWindow Window(DuckDBConnection connection, List<long> found, long start, int count, CancellationToken cancellationToken)
    {
        var window = start >= found.Count ? [] : found.GetRange((int)start, (int)Math.Min(count, found.Count - start));
        return new ReplayResultWindow(window.Count == 0 ? [] : connection.Query(Select(Columns, SqlText.Of("SELECT unnest(?)", window)), Read, cancellationToken), start, found.Count);
    }

    private static SqlText Where(ReplayResultFilter filter) => SqlText.Where(Conditions(filter));

    private static List<SqlText> Conditions(ReplayResultFilter filter)
    {
        var conditions = new List<SqlText>();
        if (filter.FailedOnly)
        {
            conditions.Add(SqlText.Of("failure <> ''"));
        }

        if (filter.Id is { } id)
        {
            conditions.Add(SqlText.Of("id = ?", id));
        }

        if (!filter.Query.IsEverything && QuerySql.Compile(filter.Query.Root) is { } asked)
        {
            conditions.Add(asked);
        }

        return conditions;
    }

    private static SqlText Select(string columns, SqlText numbers) => new(
        $"""
        WITH chosen AS (SELECT {columns} FROM result WHERE n IN ({numbers.Sql})),
             known AS (SELECT id, first(status ORDER BY rowid) AS status FROM recorded WHERE id IN (SELECT id FROM chosen) GROUP BY id)
        SELECT chosen.*, coalesce(known.status, 0) AS recorded_status FROM chosen LEFT JOIN known USING (id) ORDER BY n
        """,
        numbers.Values);

    private static StoredResult Read(DuckDBDataReader reader) => new()
    {
        Number = reader.GetInt64(0),
        Id = reader.GetString(1),
        Method = reader.GetString(2),
        Target = reader.GetString(3),
        Status = reader.GetInt16(4),
        Failure = reader.GetString(5) is { Length: > 0 } failure ? failure : null,
        LatencyMilliseconds = reader.GetDouble(6),
        ServiceMilliseconds = reader.GetDouble(7),
        LatenessMilliseconds = reader.GetDouble(8),
        RequestBytes = reader.GetInt64(9),
        ResponseBytes = reader.GetInt64(10),
        SentAt = reader.GetInt64(11) is > 0 and var sentAt ? sentAt : null,
        RecordedStatus = Convert.ToInt32(reader["recorded_status"], null),
    };

    private static StoredMessages ReadMessages(DuckDBDataReader reader)
    {
        var result = Read(reader);
        var request = Message(result, RecordKind.Request, ReadBytes(reader, 12), result.RequestBytes);
        var response = Message(result, RecordKind.ReplayedResponse, ReadBytes(reader, 13), result.ResponseBytes);
        return new StoredMessages(result, request, result.ResponseBytes == 0 ? null : response);
    }

    private static Record Message(StoredResult result, RecordKind kind, byte[] payload, long bytes) => new()
    {
        Kind = kind,
        Id = RecordId.From(result.Id),
        Timestamp = result.SentAt ?? 0,
        Latency = kind == RecordKind.ReplayedResponse ? (long)(result.ServiceMilliseconds * 1e6) : -1,
        Payload = payload,
        Flags = payload.Length < bytes ? RecordFlags.Truncated : RecordFlags.None,
    };

    /// <summary>The appender stores an empty span as NULL.</summary>
    private static byte[] ReadBytes(DuckDBDataReader reader, int column)
    {
        if (reader.IsDBNull(column))
        {
            return [];
        }

        using var stream = reader.GetStream(column);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
