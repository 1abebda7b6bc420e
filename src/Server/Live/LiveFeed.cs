using TapeDeck.Client.Ports;
using TapeDeck.Engine;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Query;

namespace TapeDeck.Server.Live;

/// <summary>
/// The live view of one capture: an output that keeps the latest exchanges. It sits behind a queue of its own that drops when full,
/// so whoever watches never holds the capture up; the recording has what the view has not.
/// </summary>
internal sealed class LiveFeed(LedgerAccount account, Action changed) : IRecordOutput
{
    private const int Capacity = 2_000;
    private const long CapacityBytes = 16 << 20;
    private const int MessageLimitBytes = 256 << 10;

    private readonly Lock _lock = new();
    private readonly ExchangeRing _ring = new(Capacity, CapacityBytes, MessageLimitBytes);

    public string Name => Ledger.LiveView;

    /// <summary>Whether the capture is over: nothing will come any more.</summary>
    public bool HasEnded { get; private set; }

    public ValueTask WriteAsync(ReadOnlyMemory<Record> batch, CancellationToken cancellationToken)
    {
        var isSampled = account.Snapshot().Dropped.Count > 0;
        lock (_lock)
        {
            foreach (var record in batch.Span)
            {
                _ring.Add(record, opensResponses: !isSampled); // the request of an answer may be among what the queue dropped
            }
        }

        account.Delivered(batch.Length);
        changed();
        return ValueTask.CompletedTask;
    }

    public ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        End();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        End();
        return ValueTask.CompletedTask;
    }

    /// <summary>The newest that fit a query, newest first.</summary>
    public LiveWindow Latest(TrafficQuery query, int count)
    {
        lock (_lock)
        {
            var rows = new List<ExchangeSummary>();
            var matching = 0L;
            foreach (var exchange in _ring.Newest(query))
            {
                matching++;
                if (rows.Count < count)
                {
                    rows.Add(exchange);
                }
            }

            return new LiveWindow(rows, _ring.Next, matching);
        }
    }

    public ExchangeContent? Find(long number)
    {
        lock (_lock)
        {
            return _ring.Find(number);
        }
    }

    /// <summary>What fits of what came or was completed since a position, and how many exchanges have left the ring unread; from null on: all that is there.</summary>
    public LiveChanges ChangesSince(LivePosition? position, TrafficQuery query)
    {
        lock (_lock)
        {
            var from = position is { } known && known.Version <= _ring.Version ? known : new LivePosition(0, _ring.First);
            return new LiveChanges(
                _ring.ChangedSince(from.Version, query),
                Math.Max(0, _ring.First - from.NextNumber),
                new LivePosition(_ring.Version, Math.Max(from.NextNumber, _ring.Next)));
        }
    }

    private void End()
    {
        HasEnded = true;
        changed();
    }
}

/// <summary>What a reader is given next.</summary>
internal sealed record LiveChanges(IReadOnlyList<ExchangeSummary> Rows, long Dropped, LivePosition Position);
