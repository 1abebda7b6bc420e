using System.Runtime.CompilerServices;
using TapeDeck.Client.Ports;
using TapeDeck.Engine;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Query;
using TapeDeck.Server.Hosting;

namespace TapeDeck.Server.Live;

/// <summary>The live feeds of the captures that run, and of the few that ended last: pages, hub and event streams all read here.</summary>
internal sealed class LiveTraffic(TimeProvider time, ILogger<LiveTraffic> logger) : ILiveTraffic
{
    private const int EndedFeedsKept = 4;
    private static readonly TimeSpan s_noticeInterval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly List<(string RunId, LiveFeed Feed)> _feeds = [];
    private readonly Notices _notices = new(time, s_noticeInterval, logger);

    /// <summary>Opens the feed of a capture that is about to start.</summary>
    public LiveFeed Open(string runId, Ledger ledger)
    {
        var feed = new LiveFeed(ledger.Account(Ledger.LiveView), () => _notices.Signal(runId));
        lock (_lock)
        {
            _feeds.RemoveAll(known => known.RunId == runId);
            _feeds.Add((runId, feed));
            while (_feeds.Count(known => known.Feed.HasEnded) > EndedFeedsKept)
            {
                _feeds.RemoveAt(_feeds.FindIndex(known => known.Feed.HasEnded));
            }
        }

        return feed;
    }

    /// <summary>Whether there is something to read of a capture.</summary>
    public bool IsOpen(string runId) => Feed(runId) is not null;

    /// <summary>Drops the feed of a capture that was deleted.</summary>
    public void Forget(string runId)
    {
        lock (_lock)
        {
            _feeds.RemoveAll(known => known.RunId == runId);
        }

        _notices.Signal(runId);
    }

    public LiveWindow Latest(string runId, TrafficQuery query, int count) =>
        Feed(runId)?.Latest(query, count) ?? new LiveWindow([], 0, 0);

    public IReadOnlyList<FieldValue> Values(string runId, string field, string prefix, int count) =>
    [
        .. Latest(runId, TrafficQuery.Everything, int.MaxValue).Rows.Select(row => QueryField.ValueOf(row, field)).OfType<string>()
            .Where(value => value.Length > 0 && value.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            .CountBy(value => value).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .Take(count).Select(pair => new FieldValue(pair.Key, pair.Value)),
    ];

    public ExchangeContent? Find(string runId, long number) => Feed(runId)?.Find(number);

    public IDisposable Subscribe(string runId, Action changed) => _notices.Subscribe(runId, changed);

    /// <summary>
    /// What happens in a capture, from a position on, until it ends. A reader that is too slow misses what has left the ring meanwhile, and is told how many.
    /// When nothing happens, an empty part comes every <paramref name="heartbeat"/>.
    /// </summary>
    public async IAsyncEnumerable<LivePart> ReadAsync(
        string runId, TrafficQuery query, LivePosition? after, TimeSpan heartbeat, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var changed = new SemaphoreSlim(1, 1);
        using var subscription = Subscribe(runId, () => Signals.Raise(changed));
        for (var hasEnded = false; !hasEnded;)
        {
            var isBeat = !await changed.WaitAsync(heartbeat, cancellationToken);
            var feed = Feed(runId);
            hasEnded = feed?.HasEnded ?? false; // Read before the changes: what comes last must not be missed.
            var changes = feed?.ChangesSince(after, query);
            after = changes?.Position ?? after;
            var rows = changes?.Rows ?? [];
            if (rows.Count > 0 || changes?.Dropped > 0 || isBeat)
            {
                yield return new LivePart(rows, changes?.Dropped ?? 0, after.GetValueOrDefault());
            }
        }
    }

    private LiveFeed? Feed(string runId)
    {
        lock (_lock)
        {
            return _feeds.Find(known => known.RunId == runId).Feed;
        }
    }
}

/// <summary>Exchanges that came or were completed, how many were missed before them, and where to go on.</summary>
internal sealed record LivePart(IReadOnlyList<ExchangeSummary> Rows, long Dropped, LivePosition Position);
