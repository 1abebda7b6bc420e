using TapeDeck.Client.Ports;
using TapeDeck.Engine;
using TapeDeck.Engine.Query;

namespace TapeDeck.Client.Tests.Fakes;

/// <summary>A library in memory whose exchanges are made when asked for.</summary>
public sealed class FakeRecordings : IRecordings, IDeletedRecordings
{
    private readonly FakeSubscriptions _subscriptions = new();

    public List<RecordingView> Recordings { get; } = [];

    public List<ExchangeQuery> Queries { get; } = [];

    public List<RecordingView> Trash { get; } = [];

    public TimeSpan KeepFor => TimeSpan.FromDays(1);

    /// <summary>Thrown by every read while set.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Holds back answers to queries until it is completed.</summary>
    public TaskCompletionSource? Gate { get; set; }

    /// <summary>The tokens that came with the queries.</summary>
    public List<CancellationToken> Asked { get; } = [];

    /// <summary>What a query is asked of, in place of what is made.</summary>
    public Func<long, ExchangeSummary> Summary { get; set; } = SampleTraffic.Summary;

    /// <summary>Exchanges that replace the made ones.</summary>
    public Func<long, ExchangeContent> Content { get; set; } = SampleTraffic.Content;

    public static RecordingView Recording(string id, string name, long exchanges = 1_000_000, RecordingState state = RecordingState.Healthy) => new()
    {
        Id = id,
        Name = name,
        State = state,
        CreatedAt = CreatedAt,
        Exchanges = exchanges,
        SizeBytes = exchanges * 2140,
        FirstTimestamp = exchanges == 0 ? null : SampleTraffic.Start,
        LastTimestamp = exchanges == 0 ? null : SampleTraffic.Start + exchanges * 31_000_000,
        Files = [$"{id}.gor"],
        Damages = state == RecordingState.Damaged ? ["Byte 48,211,904: record without a separator, 312 bytes skipped."] : [],
    };

    private static DateTimeOffset CreatedAt => DateTimeOffset.UnixEpoch.AddTicks(SampleTraffic.Start / 100);

    public void Notify() => _subscriptions.Notify();

    public Task<IReadOnlyList<RecordingView>> ListAsync(CancellationToken cancellationToken) =>
        Failure is null ? Task.FromResult<IReadOnlyList<RecordingView>>([.. Recordings]) : Task.FromException<IReadOnlyList<RecordingView>>(Failure);

    public Task<RecordingView?> FindAsync(string id, CancellationToken cancellationToken) => Task.FromResult(Recordings.Find(recording => recording.Id == id));

    public Task<Answer<RecordingView>> ImportAsync(string fileName, Stream content, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Pages leave that to the browser.");

    public Task<Answer<RecordingView>> ChangeAsync(string id, RecordingEdit edit, CancellationToken cancellationToken, Func<RecordingView, bool>? isExpected = null)
    {
        var index = Recordings.FindIndex(recording => recording.Id == id);
        var old = Recordings[index];
        var labels = new RecordingLabels(edit.IsPinned ?? old.Labels.IsPinned, edit.Tags ?? old.Labels.Tags, edit.Note ?? old.Labels.Note);
        Recordings[index] = old with { Name = edit.Name ?? old.Name, Labels = labels };
        Notify();
        return Task.FromResult(Answer<RecordingView>.Of(Recordings[index]));
    }

    public Task<Answer<bool>> DeleteAsync(string id, CancellationToken cancellationToken, Func<RecordingView, bool>? isExpected = null) => Task.FromResult(Answer<bool>.Of(Move(id, Recordings, Trash, CreatedAt)));

    Task<IReadOnlyList<RecordingView>> IDeletedRecordings.ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<RecordingView>>([.. Trash]);

    public Task<bool> RestoreAsync(string id, CancellationToken cancellationToken) => Task.FromResult(Move(id, Trash, Recordings, null));

    public Task<Answer<bool>> PurgeAsync(string id, CancellationToken cancellationToken) => Task.FromResult(Answer<bool>.Of(Trash.RemoveAll(recording => recording.Id == id) > 0));

    public Task<Answer<bool>> StopIndexingAsync(string id, CancellationToken cancellationToken) => Change(id, RecordingState.Unindexed, null);

    public Task<Answer<bool>> IndexAsync(string id, CancellationToken cancellationToken) => Change(id, RecordingState.Indexing, new IndexingProgress(0, 0, 0, null));

    private Task<Answer<bool>> Change(string id, RecordingState state, IndexingProgress? progress)
    {
        var index = Recordings.FindIndex(recording => recording.Id == id);
        Recordings[index] = Recordings[index] with { State = state, Indexing = progress };
        Notify();
        return Task.FromResult(Answer<bool>.Of(true));
    }

    /// <summary>What is told while answers are held back; null for nothing.</summary>
    public double? Progress { get; set; }

    public async Task<ExchangePage> ExchangesAsync(string id, ExchangeQuery query, CancellationToken cancellationToken, IProgress<double>? progress = null)
    {
        Queries.Add(query);
        Asked.Add(cancellationToken);
        if (Gate is not null)
        {
            if (Progress is { } fraction)
            {
                progress?.Report(fraction);
            }

            await Gate.Task.WaitAsync(cancellationToken);
        }

        if (Failure is not null)
        {
            throw Failure;
        }

        var total = Recordings.Find(recording => recording.Id == id)!.Exchanges;
        if (query is { Query.IsEverything: true, From: null, To: null })
        {
            return new ExchangePage([.. Range(query.Start, Math.Min(query.Count, total - query.Start)).Select(n => Content(n).Summary)], total);
        }

        var hits = Range(0, Math.Min(total, 20_000)).Select(Summary).Where(summary => Matches(summary, query)).ToList();
        return new ExchangePage([.. hits.Skip((int)query.Start).Take(query.Count)], hits.Count) { Search = Search };
    }

    /// <summary>Holds back timelines until it is completed.</summary>
    public TaskCompletionSource? TimelineGate { get; set; }

    /// <summary>Ten spans of three seconds from the start of the sample traffic on; the filter does not matter.</summary>
    public async Task<ExchangeTimeline> TimelineAsync(string id, ExchangeQuery query, int spans, CancellationToken cancellationToken)
    {
        await (TimelineGate?.Task.WaitAsync(cancellationToken) ?? Task.CompletedTask);
        return Recordings.Find(recording => recording.Id == id) is not { Exchanges: > 0 } || Failure is not null
            ? ExchangeTimeline.Empty
            : new ExchangeTimeline(SampleTraffic.Start, 3_000_000_000, [.. Enumerable.Range(0, 10).Select(i => new ExchangeSpan([1, 0, 80 + i, 5, 3, i]))]);
    }

    /// <summary>Three endpoints; the filter does not matter.</summary>
    public async Task<EndpointTable> EndpointsAsync(string id, ExchangeQuery query, int most, long start, CancellationToken cancellationToken)
    {
        if (Gate is not null)
        {
            await Gate.Task.WaitAsync(cancellationToken);
        }

        return Failure is null ? new EndpointTable([.. SampleTraffic.Endpoints.Take(most)], SampleTraffic.Endpoints.Count) : throw Failure;
    }

    /// <summary>What finding an exchange waits for.</summary>
    public Func<long, Task> Finding { get; set; } = _ => Task.CompletedTask;

    public async Task<ExchangeContent?> ExchangeAsync(string id, long number, CancellationToken cancellationToken)
    {
        await Finding(number);
        return number < Recordings.Find(recording => recording.Id == id)?.Exchanges ? Content(number) : null;
    }

    /// <summary>How a search stands that every query is answered with.</summary>
    public SearchState? Search { get; set; }

    public List<ExchangeQuery> Stopped { get; } = [];

    public Task<IReadOnlyList<FieldValue>> ValuesAsync(string id, string field, string prefix, int count, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<FieldValue>>([.. Range(0, 1000).Select(n => QueryField.ValueOf(SampleTraffic.Summary(n), field)).OfType<string>()
            .Where(value => value.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)).CountBy(value => value).Take(count).Select(pair => new FieldValue(pair.Key, pair.Value))]);

    public Task<IReadOnlyDictionary<string, long>> MethodsAsync(string id, long? from, long? to, CancellationToken cancellationToken) => throw new NotSupportedException("Pages ask for forecasts.");

    public void StopSearch(string id, ExchangeQuery query) => Stopped.Add(query);

    public IAsyncEnumerable<RecordedRequests> RequestsAsync(string id, ExchangeQuery query, CancellationToken cancellationToken) => throw new NotSupportedException("Pages show windows.");

    public IDisposable Subscribe(Action changed) => _subscriptions.Add(changed);

    public Answer<RecordingView> Add(RecordingView recording)
    {
        Recordings.Insert(0, recording);
        Notify();
        return Answer<RecordingView>.Of(recording);
    }

    private static bool Matches(ExchangeSummary summary, ExchangeQuery query) =>
        summary.Timestamp >= (query.From ?? 0) && summary.Timestamp < (query.To ?? long.MaxValue) && query.Query.IsMatch(summary);

    private static IEnumerable<long> Range(long start, long count)
    {
        for (var number = start; number < start + count; number++)
        {
            yield return number;
        }
    }

    private bool Move(string id, List<RecordingView> from, List<RecordingView> to, DateTimeOffset? deletedAt)
    {
        to.AddRange(from.Where(recording => recording.Id == id).Select(recording => recording with { DeletedAt = deletedAt }));
        var moved = from.RemoveAll(recording => recording.Id == id) > 0;
        Notify();
        return moved;
    }
}
