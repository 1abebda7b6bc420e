using TapeDeck.Client.Ports;
using TapeDeck.Engine;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Http;
using TapeDeck.Engine.Index;
using TapeDeck.Engine.Replay;
using TapeDeck.Server.Hosting;
using TapeDeck.Server.Runs;

namespace TapeDeck.Server.Recordings;

/// <summary>Stores the outcome of every request of a replay and shows it, also while the replay goes on.</summary>
internal sealed partial class ReplayOutcomes(DataDirectory directory, TimeProvider time, ILogger<ReplayOutcomes> logger)
    : IReplayOutcomes, IReplayResults, IDisposable
{
    private readonly IndexShelf<ReplayResultIndex> _shelf = new(ReplayResultIndex.Open);

    public IReplayOutcomeStore Open(string replayId)
    {
        var lease = _shelf.Rent(FileOf(replayId));
        return new OpenStore(replayId, lease, new ReplayResultStore(lease.Content, time), logger);
    }

    public Task DeleteAsync(string replayId) => _shelf.RemoveAsync(FileOf(replayId), ReplayResultIndex.Delete);

    public Task<ReplayResultPage> ListAsync(string replayId, ReplayResultQuery query, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            var filter = new ReplayResultFilter { Query = query.Query, FailedOnly = query.FailedOnly, Id = query.Id };
            using var lease = TryRent(replayId);
            var window = query.After is { } number ? lease?.Content.PageAfter(filter, number, query.Count, cancellationToken)
                : lease?.Content.Page(filter, query.Start, query.Count, cancellationToken);
            return window is null ? new ReplayResultPage([], 0, 0) : new ReplayResultPage([.. window.Rows.Select(RowOf)], window.Start, window.Total);
        },
        cancellationToken);

    public Task<IReadOnlyList<FieldValue>> ValuesAsync(string replayId, string field, string prefix, int count, CancellationToken cancellationToken) => Task.Run<IReadOnlyList<FieldValue>>(
        () =>
        {
            using var lease = TryRent(replayId);
            return lease is null ? [] : [.. FieldValues.Of(lease.Content, field, prefix, count, cancellationToken).Select(pair => new FieldValue(pair.Value, pair.Count))];
        },
        cancellationToken);

    public Task<ReplayTimeline> TimelineAsync(string replayId, int spans, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            using var lease = TryRent(replayId);
            return lease?.Content.Timeline(spans, cancellationToken) ?? ReplayTimeline.Empty;
        },
        cancellationToken);

    public Task<ExchangeContent?> FindAsync(string replayId, long number, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            using var lease = TryRent(replayId);
            return lease?.Content.Find(number, cancellationToken) is { } found ? ContentOf(found) : null;
        },
        cancellationToken);

    public void Dispose() => _shelf.Dispose();

    private static ReplayResultRow RowOf(StoredResult result) => new()
    {
        Number = result.Number,
        Id = result.Id,
        Method = result.Method,
        Target = result.Target,
        Status = result.Status,
        RecordedStatus = result.RecordedStatus,
        Failure = result.Failure,
        LatencyMilliseconds = result.LatencyMilliseconds,
        ServiceMilliseconds = result.ServiceMilliseconds,
        LatenessMilliseconds = result.LatenessMilliseconds,
        ResponseBytes = result.ResponseBytes,
        SentAt = result.SentAt,
    };

    private static ExchangeContent ContentOf(StoredMessages found) => new(
        ExchangeSummarizer.Summarize(found.Result.Number, found.Request, found.Response) with
        {
            RequestBytes = found.Result.RequestBytes,
            ResponseBytes = found.Result.ResponseBytes,
            Status = found.Result.Status,
        },
        found.Request,
        found.Response);

    private IndexShelf<ReplayResultIndex>.Lease? TryRent(string replayId) => File.Exists(FileOf(replayId)) ? _shelf.Rent(FileOf(replayId)) : null;

    private string FileOf(string replayId) => Path.Combine(directory.Replays, $"{Path.GetFileName(replayId)}.duckdb");

    [LoggerMessage(EventId = 3004, Level = LogLevel.Warning, Message = "{Missed} results of replay {Id} are not stored")]
    private static partial void LogMissed(ILogger logger, string id, long missed, Exception? failure);

    private sealed class OpenStore(string id, IndexShelf<ReplayResultIndex>.Lease lease, ReplayResultStore store, ILogger logger) : IReplayOutcomeStore
    {
        public IReplayResultSink Sink => store;

        public IReadOnlyList<IRecordOutput> Outputs(Ledger ledger) => [new RecordedStatusOutput(store, ledger.Account(RecordedStatusOutput.AccountName))];

        public async ValueTask DisposeAsync()
        {
            await store.DisposeAsync();
            lease.Dispose();
            if (store.Missed > 0)
            {
                LogMissed(logger, id, store.Missed, store.Failure);
            }
        }
    }
}
