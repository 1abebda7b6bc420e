using TapeDeck.Engine;
using TapeDeck.Engine.Query;

namespace TapeDeck.Client.Ports;

/// <summary>The library of recordings.</summary>
public interface IRecordings
{
    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<RecordingView>> ListAsync(CancellationToken cancellationToken);

    Task<RecordingView?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Takes a file into the library: <c>.gor</c>, pcap, pcapng, HAR, access log, each also gzipped; refused with a reason, and nothing stored, when it is none.</summary>
    Task<Answer<RecordingView>> ImportAsync(string fileName, Stream content, CancellationToken cancellationToken);

    /// <summary>Changes what is given; refused as a whole with every fault.</summary>
    /// <param name="id">The recording.</param>
    /// <param name="edit">What is to be changed.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <param name="isExpected">Asked of the recording in the same step; when it is not as expected, nothing is changed and the answer is stale.</param>
    Task<Answer<RecordingView>> ChangeAsync(string id, RecordingEdit edit, CancellationToken cancellationToken, Func<RecordingView, bool>? isExpected = null);

    /// <summary>Takes a recording out of the library; it can be restored for a time (<see cref="IDeletedRecordings"/>).</summary>
    /// <param name="id">The recording.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <param name="isExpected">As for a change.</param>
    Task<Answer<bool>> DeleteAsync(string id, CancellationToken cancellationToken, Func<RecordingView, bool>? isExpected = null);

    /// <summary>Ends the building of an index; what is indexed so far stays visible. Refused when none is being built.</summary>
    Task<Answer<bool>> StopIndexingAsync(string id, CancellationToken cancellationToken);

    /// <summary>Discards the index and builds it anew from the files. Refused while one is being built.</summary>
    Task<Answer<bool>> IndexAsync(string id, CancellationToken cancellationToken);

    /// <summary>
    /// One window of a recording's exchanges in order of time. A query for headers or bodies starts a search, or asks the one that goes on;
    /// a search that nobody asks any more ends.
    /// </summary>
    /// <param name="id">The recording.</param>
    /// <param name="query">Which of them.</param>
    /// <param name="cancellationToken">Ends the looking.</param>
    /// <param name="progress">Told how far counting or sorting is, 0–1, when it takes more than a moment.</param>
    Task<ExchangePage> ExchangesAsync(string id, ExchangeQuery query, CancellationToken cancellationToken, IProgress<double>? progress = null);

    /// <summary>The matching exchanges over the time of the whole recording. The query's window and range of time are not looked at. Of a search, what was found so far.</summary>
    /// <param name="spans">Most spans of time, at least 2.</param>
    Task<ExchangeTimeline> TimelineAsync(string id, ExchangeQuery query, int spans, CancellationToken cancellationToken);

    /// <summary>The matching exchanges added up by endpoint. The query's window is not looked at.</summary>
    /// <param name="id">The recording.</param>
    /// <param name="query">Which exchanges.</param>
    /// <param name="most">Endpoints to return, those with the most exchanges.</param>
    /// <param name="start">How many of these to leave out.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<EndpointTable> EndpointsAsync(string id, ExchangeQuery query, int most, long start, CancellationToken cancellationToken);

    /// <summary>The values of a field that occur most, with how often; those that begin with a text, any case. Of <c>header.</c> and its like the names of headers. Empty for ids and bodies.</summary>
    Task<IReadOnlyList<FieldValue>> ValuesAsync(string id, string field, string prefix, int count, CancellationToken cancellationToken);

    /// <summary>How many requests of a stretch of time have which method, as the index has them; those that are none, with an empty one.</summary>
    /// <param name="id">The recording.</param>
    /// <param name="from">Only requests of this moment or later, nanoseconds since the Unix epoch.</param>
    /// <param name="to">Only requests before this moment.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<IReadOnlyDictionary<string, long>> MethodsAsync(string id, long? from, long? to, CancellationToken cancellationToken);

    /// <summary>Ends a search through messages; what it found stays.</summary>
    void StopSearch(string id, ExchangeQuery query);

    /// <summary>The raw messages of one exchange; null when there is none of that number.</summary>
    Task<ExchangeContent?> ExchangeAsync(string id, long number, CancellationToken cancellationToken);

    /// <summary>The requests of the exchanges that fit, in order of time, read as they are asked for. The query's window is not looked at.</summary>
    /// <exception cref="IOException">A file cannot be read, or was changed after it was indexed.</exception>
    IAsyncEnumerable<RecordedRequests> RequestsAsync(string id, ExchangeQuery query, CancellationToken cancellationToken);

    /// <summary>Calls back after a recording came, grew or went, at most twice a second; dispose to end.</summary>
    IDisposable Subscribe(Action changed);
}

/// <summary>How a recording stands.</summary>
public enum RecordingState
{
    /// <summary>A capture is writing it.</summary>
    Recording,

    /// <summary>Its index is being built.</summary>
    Indexing,

    /// <summary>The building of its index was stopped; what is indexed so far is shown.</summary>
    Unindexed,

    /// <summary>Complete and undamaged.</summary>
    Healthy,

    /// <summary>Complete and undamaged, but its files were changed from outside after they were recorded or imported; what they hold now is shown.</summary>
    Modified,

    /// <summary>Parts of it could not be read; what is whole is shown.</summary>
    Damaged,

    /// <summary>Its files are gone or cannot be read at all.</summary>
    Unreadable,
}

/// <summary>How far the building of an index is.</summary>
/// <param name="Fraction">Read of the files, 0–1.</param>
/// <param name="Exchanges">Exchanges indexed so far.</param>
/// <param name="ExchangesPerSecond">On average since it began or went on.</param>
/// <param name="Left">How long it will take at this pace; null when that cannot be told yet.</param>
public sealed record IndexingProgress(double Fraction, long Exchanges, double ExchangesPerSecond, TimeSpan? Left);

/// <summary>A recording as lists show it.</summary>
public sealed record RecordingView
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required RecordingState State { get; init; }

    /// <summary>How far the building of its index is; null when it is not being built.</summary>
    public IndexingProgress? Indexing { get; init; }

    /// <summary>What is damaged, with byte offsets; empty when healthy.</summary>
    public IReadOnlyList<string> Damages { get; init; } = [];

    /// <summary>What was left out when it was converted from another format; empty otherwise.</summary>
    public IReadOnlyList<string> ImportNotes { get; init; } = [];

    /// <summary>When it was found that the files had been changed from outside; null when they are as they were made.</summary>
    public DateTimeOffset? ModifiedAt { get; init; }

    public RecordingLabels Labels { get; init; } = RecordingLabels.None;

    /// <summary>When it was deleted; null while it is in the library.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public long Exchanges { get; init; }

    public long SizeBytes { get; init; }

    /// <summary>Timestamp of the first record, nanoseconds since the Unix epoch; null while empty.</summary>
    public long? FirstTimestamp { get; init; }

    /// <summary>Timestamp of the last record, nanoseconds since the Unix epoch; null while empty.</summary>
    public long? LastTimestamp { get; init; }

    /// <summary>The capture that wrote it; null when imported.</summary>
    public string? CaptureId { get; init; }

    /// <summary>File names within the recording, for download.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Whether there are exchanges that do not change any more, of which another recording can be made.</summary>
    public bool IsUsable => Exchanges > 0 && State is (RecordingState.Healthy or RecordingState.Modified or RecordingState.Damaged);
}

/// <summary>Which exchanges to show. All conditions must hold; null or empty means any.</summary>
public sealed record ExchangeQuery
{
    public long Start { get; init; }

    /// <summary>Only exchanges behind this place, in place of <see cref="Start"/>.</summary>
    public ExchangePlace? After { get; init; }

    /// <summary>The order; null for that of time, the only one of what a search finds.</summary>
    public ExchangeOrder? Order { get; init; }

    public int Count { get; init; } = 100;

    /// <summary>Only these of the list that everything else gives in <see cref="Order"/>, by position; null for all. Windows do not look at it.</summary>
    public RowRanges? Rows { get; init; }

    /// <summary>What is asked of them.</summary>
    public TrafficQuery Query { get; init; } = TrafficQuery.Everything;

    /// <summary>Only exchanges that began at this moment or later, nanoseconds since the Unix epoch.</summary>
    public long? From { get; init; }

    /// <summary>Only exchanges that began before this moment, nanoseconds since the Unix epoch.</summary>
    public long? To { get; init; }

    /// <summary>Only exchanges of this endpoint.</summary>
    public EndpointKey? Endpoint { get; init; }
}

/// <summary>Some requests of a recording.</summary>
/// <param name="Fraction">How much of the recording was looked at, 0–1.</param>
/// <param name="Requests">In order of time.</param>
public sealed record RecordedRequests(double Fraction, IReadOnlyList<Record> Requests);

/// <summary>A value of a field, and in how many exchanges it occurs as far as was looked.</summary>
public sealed record FieldValue(string Value, long Count);

/// <summary>One window of exchanges.</summary>
/// <param name="Rows">The rows from <see cref="ExchangeQuery.Start"/> on, or behind <see cref="ExchangeQuery.After"/>.</param>
/// <param name="Total">All that match, exact; while a search goes on, those found so far.</param>
public sealed record ExchangePage(IReadOnlyList<ExchangeSummary> Rows, long Total)
{
    /// <summary>Position of the first row among all that match.</summary>
    public long Start { get; init; }

    /// <summary>Whether <see cref="ExchangeQuery.After"/> is a place no more: exchanges were put in order or indexed anew.</summary>
    public bool IsPlaceGone { get; init; }

    /// <summary>Whether an order was asked for of what only a search finds; there are no rows then.</summary>
    public bool IsUnsortable { get; init; }

    /// <summary>How a search through the messages stands; null when the index alone answered.</summary>
    public SearchState? Search { get; init; }
}

/// <summary>How a search through the messages of a recording stands.</summary>
/// <param name="Fraction">How much of the recording was looked at, 0–1.</param>
/// <param name="IsOver">Whether nothing more will be found: it is complete, was stopped or failed.</param>
/// <param name="Failure">Why it ended too soon, in words; null when it did not.</param>
public sealed record SearchState(double Fraction, bool IsOver, string? Failure = null);

/// <summary>Both messages of an exchange, as recorded; either may be absent.</summary>
public sealed record ExchangeContent(ExchangeSummary Summary, Record? Request, Record? Response);
