using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Pipeline.Outputs;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Runs;

namespace TapeDeck.Engine.Pipeline;

/// <summary>
/// The bounded queue and the loop in front of one output, so that a slow output stops nobody else.
/// Bounded by records and by payload bytes; what happens when it is full is the policy's choice and is counted.
/// </summary>
internal sealed class OutputQueue : IAsyncDisposable
{
    private const int BatchSize = 256;

    private readonly IRecordOutput _output;
    private readonly LedgerAccount _account;
    private readonly QueuePlan _plan;
    private readonly QueueFullPolicy _policy;
    private readonly Lock _lock = new();
    private readonly Queue<Record> _records = new();
    private readonly SemaphoreSlim _arrived = new(0, 1);
    private readonly SemaphoreSlim _freed = new(0, 1);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private long _bytes;
    private bool _ended;
    private volatile Exception? _failure;

    public OutputQueue(IRecordOutput output, LedgerAccount account, QueuePlan plan, QueueFullPolicy policy)
    {
        _output = output;
        _account = account;
        _plan = plan;
        _policy = policy;
    }

    /// <summary>The output's name.</summary>
    public string Name => _output.Name;

    /// <summary>What kind of output it is, as plans name it.</summary>
    public string Kind { get; init; } = "";

    /// <summary>Whether it gets everything, also when outputs share exchanges.</summary>
    public bool IsUnshared { get; init; }

    /// <summary>How many records may pass; null for all.</summary>
    public RateLimiter? Limiter { get; init; }

    /// <summary>Whether its peer answers, so that it takes no answers of others.</summary>
    public bool IsResponding => _output is IRespondingOutput;

    /// <summary>The answers, for whoever wants them; null when nobody asked.</summary>
    public IRecordInput? Responses => (_output as IRespondingOutput)?.Responses;

    /// <summary>What broke the output for good; null while it works. Records that still come are counted as failed to write.</summary>
    public Exception? Failure => _failure;

    /// <summary>Whether anything it was given waits or is under way.</summary>
    public bool IsBusy => _failure is null && _account.Snapshot().InFlight > 0;

    /// <summary>The figures now.</summary>
    public OutputProgress Progress
    {
        get
        {
            var counts = _account.Snapshot();
            return new OutputProgress(Name, Kind, counts.Name)
            {
                Waiting = Depth + _output.Waiting,
                Capacity = _plan.Capacity,
                Delivered = counts.Delivered,
                Dropped = counts.Dropped,
                Failure = _failure is { } failure ? RunFailure.Describe(failure) : _output.Failure,
                HasFailed = _failure is not null,
                Replay = (_output as ReplayOutput)?.Progress,
            };
        }
    }

    /// <summary>Records waiting now.</summary>
    public int Depth
    {
        get
        {
            lock (_lock)
            {
                return _records.Count;
            }
        }
    }

    /// <summary>Takes a batch by the policy: waiting for room, or counting what is dropped. Cancelled: what had no room is counted as stopped.</summary>
    public async ValueTask EnqueueAsync(ReadOnlyMemory<Record> batch, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            batch = Limiter?.Apply(batch) ?? batch;
            for (var taken = 0; ;)
            {
                taken += Accept(batch.Span[taken..]);
                Signal(_arrived);
                if (taken == batch.Length)
                {
                    return;
                }

                if (!await WaitForRoomAsync(cancellationToken).ConfigureAwait(false))
                {
                    Refuse(LedgerReason.Stopped, batch.Length - taken);
                    return;
                }
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>No more records will come; <see cref="PumpAsync"/> ends once the queue is empty.</summary>
    public void End()
    {
        lock (_lock)
        {
            _ended = true;
        }

        Signal(_arrived);
    }

    /// <summary>Feeds the output until <see cref="End"/> and the queue is empty. Cancelled: what is left is counted as stopped.</summary>
    public async Task PumpAsync(CancellationToken abandon)
    {
        try
        {
            var buffer = new Record[BatchSize];
            while (await TakeAsync(buffer, abandon).ConfigureAwait(false) is var count and > 0)
            {
                await _output.WriteAsync(buffer.AsMemory(0, count), abandon).ConfigureAwait(false);
                Array.Clear(buffer, 0, count);
            }

            await _output.CompleteAsync(abandon).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (abandon.IsCancellationRequested)
        {
            await CompleteAbandonedAsync(abandon).ConfigureAwait(false);
            Abandon(LedgerReason.Stopped);
        }
        catch (Exception failure)
        {
            _failure = failure;
            Abandon(LedgerReason.WriteFailed);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _output.DisposeAsync().ConfigureAwait(false);
        _arrived.Dispose();
        _freed.Dispose();
        _turn.Dispose();
    }

    private static void Signal(SemaphoreSlim semaphore)
    {
        lock (semaphore)
        {
            if (semaphore.CurrentCount == 0)
            {
                semaphore.Release();
            }
        }
    }

    private int Accept(ReadOnlySpan<Record> batch)
    {
        lock (_lock)
        {
            if (_ended)
            {
                Refuse(_failure is null ? LedgerReason.Stopped : LedgerReason.WriteFailed, batch.Length);
                return batch.Length;
            }

            for (var i = 0; i < batch.Length; i++)
            {
                if (IsFull(batch[i]) && !MakeRoom())
                {
                    _account.Seen(i);
                    if (_policy == QueueFullPolicy.Wait)
                    {
                        return i;
                    }

                    Refuse(LedgerReason.QueueFull, batch.Length - i);
                    return batch.Length;
                }

                _records.Enqueue(batch[i]);
                _bytes += batch[i].Payload.Length;
            }

            _account.Seen(batch.Length);
            return batch.Length;
        }
    }

    private void Refuse(LedgerReason reason, int count)
    {
        _account.Seen(count);
        _account.Dropped(reason, count);
    }

    private bool IsFull(Record next) =>
        _records.Count > 0 && (_records.Count >= _plan.Capacity || _bytes + next.Payload.Length > _plan.CapacityBytes);

    private bool MakeRoom()
    {
        if (_policy != QueueFullPolicy.DropOldest)
        {
            return false;
        }

        _bytes -= _records.Dequeue().Payload.Length;
        _account.Dropped(LedgerReason.QueueFull);
        return true;
    }

    private async ValueTask<bool> WaitForRoomAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _freed.WaitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async ValueTask<int> TakeAsync(Record[] buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            lock (_lock)
            {
                var count = 0;
                while (count < buffer.Length && _records.TryDequeue(out var record))
                {
                    _bytes -= record.Payload.Length;
                    buffer[count++] = record;
                }

                if (count > 0 || _ended)
                {
                    Signal(_freed);
                    return count;
                }
            }

            await _arrived.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>An output that is abandoned, perhaps between two batches, still hands on what it can at once, and ends its answers.</summary>
    private async ValueTask CompleteAbandonedAsync(CancellationToken abandon)
    {
        try
        {
            await _output.CompleteAsync(abandon).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // it is over
        }
        catch (Exception failure)
        {
            _failure = failure;
        }
    }

    /// <summary>Counts what the output took but never accounted for, and what still waits, so that the ledger balances.</summary>
    private void Abandon(LedgerReason reason)
    {
        lock (_lock)
        {
            _ended = true;
            _records.Clear();
            _bytes = 0;
            _account.Dropped(reason, Math.Max(0, _account.Snapshot().InFlight));
        }

        Signal(_freed);
    }
}
