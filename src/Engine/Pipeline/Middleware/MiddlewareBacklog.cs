using System.Threading.Channels;

namespace TapeDeck.Engine.Pipeline.Middleware;

/// <summary>
/// What waits to be written to a middleware, in two bounded lanes. Records of the inputs wait for room. Answers do not: the output that gives
/// them must not wait for a process that may be waiting for that very output. They go first, and what has no room is not taken.
/// </summary>
internal sealed class MiddlewareBacklog : IDisposable
{
    private const int BatchRecords = 256;
    private readonly Lane _records = new(MaxRecords: 1_000, MaxBytes: 8 << 20);
    private readonly Lane _answers = new(MaxRecords: 10_000, MaxBytes: 64 << 20);
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Channel<bool> _arrived = NewSignal();
    private readonly Channel<bool> _freed = NewSignal();
    private bool _ended;

    /// <summary>Records that wait.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _records.Waiting.Count + _answers.Waiting.Count;
            }
        }
    }

    /// <summary>Takes records, waiting for room; returns how many were taken before it ended or the wait was cancelled.</summary>
    public async ValueTask<int> AddAsync(ReadOnlyMemory<Record> batch, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            var taken = 0;
            while (taken < batch.Length && TryAdd(_records, batch.Span[taken..], out var count))
            {
                taken += count;
                if (taken < batch.Length && !await WaitForRoomAsync(cancellationToken).ConfigureAwait(false))
                {
                    break;
                }
            }

            return taken;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Takes answers as far as there is room; returns how many.</summary>
    public int AddAnswers(ReadOnlySpan<Record> batch) => TryAdd(_answers, batch, out var count) ? count : 0;

    /// <summary>The next records to write, at least one; none once it has ended and is empty.</summary>
    /// <exception cref="OperationCanceledException">Cancelled while waiting; nothing was taken.</exception>
    public async ValueTask<Record[]> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            lock (_lock)
            {
                var lane = _answers.Waiting.Count > 0 ? _answers : _records;
                var taken = lane.Take(BatchRecords);
                if (taken.Length > 0 || _ended)
                {
                    _freed.Writer.TryWrite(true);
                    return taken;
                }
            }

            await _arrived.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Nothing more is taken in; who waits for room is let go.</summary>
    public void End()
    {
        lock (_lock)
        {
            _ended = true;
        }

        _arrived.Writer.TryWrite(true);
        _freed.Writer.TryWrite(true);
    }

    /// <summary>Forgets what waits; returns how much it was.</summary>
    public int Clear()
    {
        lock (_lock)
        {
            return _answers.Take(int.MaxValue).Length + _records.Take(int.MaxValue).Length;
        }
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>A signal that is kept until somebody waits for it, once.</summary>
    private static Channel<bool> NewSignal() => Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private async ValueTask<bool> WaitForRoomAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _freed.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private bool TryAdd(Lane lane, ReadOnlySpan<Record> batch, out int count)
    {
        lock (_lock)
        {
            count = _ended ? 0 : lane.Add(batch);
            if (_ended)
            {
                return false;
            }
        }

        _arrived.Writer.TryWrite(true);
        return true;
    }

    private sealed record Lane(int MaxRecords, long MaxBytes)
    {
        private long _bytes;

        public Queue<Record> Waiting { get; } = new();

        public int Add(ReadOnlySpan<Record> batch)
        {
            var count = 0;
            while (count < batch.Length && (Waiting.Count == 0 || (Waiting.Count < MaxRecords && _bytes + batch[count].Payload.Length <= MaxBytes)))
            {
                _bytes += batch[count].Payload.Length;
                Waiting.Enqueue(batch[count++]);
            }

            return count;
        }

        public Record[] Take(int most)
        {
            var taken = new Record[Math.Min(most, Waiting.Count)];
            for (var i = 0; i < taken.Length; i++)
            {
                taken[i] = Waiting.Dequeue();
                _bytes -= taken[i].Payload.Length;
            }

            return taken;
        }
    }
}
