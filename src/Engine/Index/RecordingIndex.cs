using DuckDB.NET.Data;
using TapeDeck.Engine.Query;

namespace TapeDeck.Engine.Index;

/// <summary>
/// The index of one recording: a cache in one DuckDB file that answers which exchanges there are and where their bytes stand.
/// Reading is safe from several threads, also while one <see cref="RecordingIndexer"/> writes;
/// each answer shows one state between two of its commits.
/// </summary>
public sealed class RecordingIndex : IDisposable
{
    private readonly Lock _lock = new();
    private readonly SortedExchanges _sorted = new();
    private (ExchangeFilter Filter, long Revision, MatchCounts Counts)? _lastCounts;

    private RecordingIndex(IndexDatabase database) => Database = database;

    internal IndexDatabase Database { get; }

    /// <summary>Opens the index file, or makes an empty one when there is none that this version can read.</summary>
    /// <exception cref="IOException">The file cannot be written, or another process has it open.</exception>
    public static RecordingIndex Open(string path) => new(IndexDatabase.Open(path, RecordingTables.Schema));

    /// <summary>Deletes an index file that is not open. Its recording loses nothing.</summary>
    public static void Delete(string path) => IndexDatabase.Delete(path);

    /// <inheritdoc cref="Page(ExchangeFilter, long, int, IProgress{double}?, CancellationToken)"/>
    public ExchangeWindow Page(ExchangeFilter filter, long start, int count, CancellationToken cancellationToken = default) => Page(filter, start, count, null, cancellationToken);

    /// <summary>The matching exchanges from position <paramref name="start"/> on; <paramref name="progress"/> is told how far the counting of all of them is, 0–1.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the query was stopped where it was.</exception>
    public ExchangeWindow Page(ExchangeFilter filter, long start, int count, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        using var connection = Database.Connect();
        using var snapshot = connection.BeginTransaction();
        using var watched = QueryProgress.Of(connection, progress, TimeProvider.System);
        return Window(connection, Counts(connection, filter, cancellationToken), start, count, cancellationToken);
    }

    /// <summary>The matching exchanges behind a place; null when there is another exchange at it now, since the index was put in order or built anew.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the query was stopped where it was.</exception>
    public ExchangeWindow? PageAfter(ExchangeFilter filter, ExchangePlace place, int count, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(place);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        using var connection = Database.Connect();
        using var snapshot = connection.BeginTransaction();
        if (!Holds(connection, place, order: null))
        {
            return null;
        }

        var counts = Counts(connection, filter, cancellationToken);
        return Window(connection, counts, counts.UpTo(connection, place.Number, cancellationToken), count, cancellationToken);
    }

    /// <inheritdoc cref="Sorted(ExchangeFilter, ExchangeOrder, long, ExchangePlace?, int, IProgress{double}?, CancellationToken)"/>
    public ExchangeWindow? Sorted(ExchangeFilter filter, ExchangeOrder order, long start, ExchangePlace? after, int count, CancellationToken cancellationToken = default) =>
        Sorted(filter, order, start, after, count, null, cancellationToken);

    /// <summary>
    /// The matching exchanges in an order of one's own, from a position on or behind a place; null when the exchange at the place has changed. Looks at all that match; far from
    /// both ends it holds the numbers of all of them until another filter or order is asked for: 4 bytes an exchange.
    /// </summary>
    /// <param name="filter">Which exchanges.</param>
    /// <param name="order">The order.</param>
    /// <param name="start">The position.</param>
    /// <param name="after">The place, in place of the position.</param>
    /// <param name="count">Most rows, at most 5,000.</param>
    /// <param name="progress">Told how far the sorting is, 0–1, once the matches are counted; null when nobody wants to know.</param>
    /// <param name="cancellationToken">Stops the query where it is.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled; the query was stopped where it was.</exception>
    public ExchangeWindow? Sorted(ExchangeFilter filter, ExchangeOrder order, long start, ExchangePlace? after, int count, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, SortedWindow.End);
        using var connection = Database.Connect();
        using var snapshot = connection.BeginTransaction();
        if (after is not null && !Holds(connection, after, order))
        {
            return null;
        }

        var total = Counts(connection, filter, cancellationToken).Total;
        using var watched = QueryProgress.Of(connection, progress, TimeProvider.System);
        return after is { Number: >= 0 } ? SortedExchanges.Behind(connection, filter, order, after.Number, count, total, cancellationToken)
            : _sorted.Window(connection, filter, order, start, count, total, cancellationToken);
    }

    /// <summary>The numbers of some rows of the list that filter and order give, ascending, in ranges without their end. Rows that are not there are left out.</summary>
    internal List<(long From, long To)> NumbersOf(DuckDBConnection connection, ExchangeFilter filter, ExchangeOrder? order, RowRanges rows, CancellationToken cancellationToken)
    {
        var counts = Counts(connection, filter, cancellationToken);
        var ranges = rows.Ranges.Where(range => range.First < counts.Total).Select(range => range with { Last = Math.Min(range.Last, counts.Total - 1) });
        return order is null ? [.. ranges.Select(range => (NumberAt(range.First), NumberAt(range.Last) + 1))]
            : SortedExchanges.RangesOf(_sorted.Numbers(connection, filter, order, counts.Total, cancellationToken), ranges);

        long NumberAt(long row) => connection.Query(counts.Window("n", row, 1), reader => reader.GetInt64(0), cancellationToken)[0];
    }

    /// <summary>The exchange of that number; null when there is none.</summary>
    public IndexedExchange? Find(long number, CancellationToken cancellationToken = default)
    {
        using var connection = Database.Connect();
        return connection.Query(
            SqlText.Of($"SELECT {IndexColumns.Summary}, {IndexColumns.Locations} FROM exchange WHERE n = ?", number),
            IndexColumns.ReadExchange,
            cancellationToken).FirstOrDefault();
    }

    /// <summary>Whether a place is still where it was.</summary>
    internal bool Holds(ExchangePlace place)
    {
        using var connection = Database.Connect();
        return Holds(connection, place, order: null);
    }

    /// <summary>Grows with every change of the rows.</summary>
    public long Revision()
    {
        using var connection = Database.Connect();
        return Revision(connection);
    }

    internal static long Revision(DuckDBConnection connection) => (long)connection.Scalar("SELECT revision FROM progress")!;

    /// <summary>The last place at or before an offset in the content of a compressed file, and the next ones.</summary>
    internal List<ContentPoint> Points(int file, long offset, int most)
    {
        using var connection = Database.Connect();
        return ContentPoint.From(connection, file, offset, most);
    }

    /// <summary>How many exchanges there are.</summary>
    internal long Count()
    {
        using var connection = Database.Connect();
        return (long)connection.Scalar("SELECT count(*) FROM exchange")!;
    }

    /// <summary>What the index lets through of a range of numbers, in order.</summary>
    internal List<ScanCandidate> Candidates(ExchangeFilter filter, long from, long to, bool withSummary, CancellationToken cancellationToken)
    {
        var where = Where(filter, [SqlText.Of("n >= ?", from), SqlText.Of("n < ?", to)]);
        using var connection = Database.Connect();
        return connection.Query(
            new SqlText($"SELECT n, ts, status, {IndexColumns.Locations}{(withSummary ? $", {IndexColumns.Summary}" : "")} FROM exchange{where.Sql} ORDER BY n", where.Values),
            reader => new ScanCandidate(
                reader.GetInt64(0), reader.GetInt64(1), reader.GetInt16(2), IndexColumns.ReadPlace(reader, 3), IndexColumns.ReadPlace(reader, 6), withSummary ? IndexColumns.ReadSummary(reader, 9) : null),
            cancellationToken);
    }

    /// <summary>The exchanges of these numbers, in order.</summary>
    internal IReadOnlyList<ExchangeSummary> Rows(IReadOnlyList<long> numbers, CancellationToken cancellationToken)
    {
        using var connection = Database.Connect();
        return numbers.Count == 0 ? [] : connection.Query(
            SqlText.Of($"SELECT {IndexColumns.Summary} FROM exchange WHERE n BETWEEN ? AND ? AND n IN (SELECT unnest(?)) ORDER BY n", numbers[0], numbers[^1], numbers.ToList()),
            reader => IndexColumns.ReadSummary(reader),
            cancellationToken);
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
        return TimelineQuery.Read(connection, Where(filter with { From = null, To = null }), spans, cancellationToken);
    }

    /// <summary>The matching exchanges added up by endpoint.</summary>
    /// <param name="filter">Which exchanges count.</param>
    /// <param name="most">Endpoints to return, those with the most exchanges.</param>
    /// <param name="start">How many of these to leave out.</param>
    /// <param name="cancellationToken">Stops the query where it is.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public EndpointTable Endpoints(ExchangeFilter filter, int most, long start = 0, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(most);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        using var connection = Database.Connect();
        using var snapshot = connection.BeginTransaction();
        return EndpointQuery.Read(connection, Where(filter), most, start, cancellationToken);
    }

    /// <summary>How many requests have which method; those that are none, with an empty one.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IReadOnlyList<(string Method, long Requests)> Methods(ExchangeFilter filter, CancellationToken cancellationToken = default)
    {
        var where = Where(filter, SqlText.Of("request_length > 0"));
        using var connection = Database.Connect();
        return connection.Query(
            new SqlText($"SELECT method, count(*) AS requests FROM exchange{where.Sql} GROUP BY method ORDER BY requests DESC, method", where.Values),
            reader => (reader.GetString(0), reader.GetInt64(1)),
            cancellationToken);
    }

    /// <summary>The figures of the recording as far as it is indexed.</summary>
    /// <param name="earlier">
    /// Figures of before, if the recording was only read on since: then no more than what was added is looked at. A late response to what was there before
    /// shows in <see cref="RecordingFigures.LastTimestamp"/> once the index is settled.
    /// </param>
    /// <param name="cancellationToken">Stops the query.</param>
    public RecordingFigures Figures(RecordingFigures? earlier = null, CancellationToken cancellationToken = default)
    {
        using var connection = Database.Connect();
        using var snapshot = connection.BeginTransaction();
        return FiguresQuery.Read(connection, earlier, cancellationToken);
    }

    /// <summary>Writes what is in memory to the file and closes it. Queries and the indexer must have ended.</summary>
    public void Dispose() => Database.Dispose();

    internal static SqlText Where(ExchangeFilter filter, params IReadOnlyList<SqlText> others) => SqlText.Where(Conditions(filter, others));

    internal static List<SqlText> Conditions(ExchangeFilter filter, params IReadOnlyList<SqlText> others)
    {
        var conditions = new List<SqlText>(others);
        if (filter.Endpoint is { } endpoint)
        {
            conditions.Add(SqlText.Of("method = ? AND host = ? AND template = ?", endpoint.Method, endpoint.Host, endpoint.Template));
        }

        if (filter.From is { } from)
        {
            conditions.Add(SqlText.Of("ts >= ?", from));
        }

        if (filter.To is { } to)
        {
            conditions.Add(SqlText.Of("ts < ?", to));
        }

        if (!filter.Query.IsEverything && QuerySql.Compile(filter.Query.Root) is { } asked)
        {
            conditions.Add(asked);
        }

        return conditions;
    }

    private static bool Holds(DuckDBConnection connection, ExchangePlace place, ExchangeOrder? order) => place == ExchangePlace.Beginning
        || connection.Query(SqlText.Of($"SELECT {IndexColumns.Summary} FROM exchange WHERE n = ?", place.Number), reader => IndexColumns.ReadSummary(reader))
            .Exists(exchange => ExchangePlace.Behind(exchange, order) == place);

    private static ExchangeWindow Window(DuckDBConnection connection, MatchCounts counts, long start, int count, CancellationToken cancellationToken)
    {
        var rows = start >= counts.Total ? [] : connection.Query(counts.Window(IndexColumns.Summary, start, count), reader => IndexColumns.ReadSummary(reader), cancellationToken);
        return new ExchangeWindow(rows, start, counts.Total);
    }

    /// <summary>Counts are kept for the filter that was asked for last: scrolling asks for it again and again.</summary>
    private MatchCounts Counts(DuckDBConnection connection, ExchangeFilter filter, CancellationToken cancellationToken)
    {
        var revision = Revision(connection);
        lock (_lock)
        {
            if (_lastCounts is { } last && last.Revision == revision && last.Filter == filter)
            {
                return last.Counts;
            }
        }

        var counts = MatchCounts.Read(connection, Where(filter), cancellationToken);
        lock (_lock)
        {
            _lastCounts = (filter, revision, counts);
        }

        return counts;
    }
}
