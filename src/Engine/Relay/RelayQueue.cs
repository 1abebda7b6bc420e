using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace TapeDeck.Engine.Relay;

/// <summary>Records that wait for a connection, bounded by count and by payload bytes; one loop adds, one or several connections take, in turn.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "A semaphore whose wait handle is not used holds nothing.")]
internal sealed class RelayQueue(int capacity, long capacityBytes)
{
    private readonly Channel<Record> _records = Channel.CreateBounded<Record>(new BoundedChannelOptions(capacity) { SingleWriter = true });
    private readonly SemaphoreSlim _freed = new(0, 1);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _bytes;

    /// <summary>Ends when no more records are added.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Whether no more records come out.</summary>
    public bool IsDone => _records.Reader.Completion.IsCompleted;

    /// <summary>Adds a record; waits for room.</summary>
    /// <exception cref="IOException">Whoever should take it has failed.</exception>
    public async ValueTask AddAsync(Record record, CancellationToken cancellationToken)
    {
        while (Interlocked.Read(ref _bytes) >= capacityBytes)
        {
            await _freed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        Interlocked.Add(ref _bytes, record.Payload.Length);
        try
        {
            await _records.Writer.WriteAsync(record, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException closed)
        {
            throw new IOException($"Relaying broke off: {closed.InnerException?.Message}", closed.InnerException);
        }
    }

    /// <summary>Takes the next record if there is one.</summary>
    public bool TryTake([NotNullWhen(true)] out Record? record)
    {
        if (_records.Reader.TryRead(out record))
        {
            Free(record);
            return true;
        }

        return false;
    }

    /// <summary>Takes the next record, waiting for it; null when there will be none.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; no record was taken.</exception>
    public async Task<Record?> TakeAsync(CancellationToken cancellationToken)
    {
        try
        {
            var record = await _records.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            Free(record);
            return record;
        }
        catch (ChannelClosedException)
        {
            return null;
        }
    }

    /// <summary>No more records are added; with a reason when those who take them have failed.</summary>
    public void End(Exception? failure = null)
    {
        _records.Writer.TryComplete(failure);
        _ended.TrySetResult();
    }

    private void Free(Record record)
    {
        Interlocked.Add(ref _bytes, -record.Payload.Length);
        lock (_freed)
        {
            if (_freed.CurrentCount == 0)
            {
                _freed.Release();
            }
        }
    }
}
