using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace TapeDeck.Engine.Relay;

/// <summary>Records that wait for a connection, bounded by count and by payload bytes; one loop adds, one or several connections take, in turn.</summary>
internal sealed class RelayQueue(int capacity, long capacityBytes)
{
    private readonly Channel<Record> _records = Channel.CreateUnbounded<Record>(new UnboundedChannelOptions { SingleWriter = true });
    private readonly FlowLimit _limit = new(capacity, capacityBytes);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Exception? _failure;

    /// <summary>Ends when no more records are added.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Records that wait.</summary>
    public int Count => (int)_limit.Count;

    /// <summary>Whether no more records come out.</summary>
    public bool IsDone => _records.Reader.Completion.IsCompleted;

    /// <summary>Adds a record; waits for room.</summary>
    /// <exception cref="IOException">Whoever should take it has failed.</exception>
    public async ValueTask AddAsync(Record record, CancellationToken cancellationToken)
    {
        await _limit.EnterAsync(record.Payload.Length, cancellationToken).ConfigureAwait(false);
        if (!_records.Writer.TryWrite(record))
        {
            throw new IOException($"Relaying broke off: {_failure?.Message}", _failure);
        }
    }

    /// <summary>Takes the next record if there is one.</summary>
    public bool TryTake([NotNullWhen(true)] out Record? record)
    {
        if (_records.Reader.TryRead(out record))
        {
            _limit.Leave(record.Payload.Length);
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
            _limit.Leave(record.Payload.Length);
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
        _failure ??= failure;
        _records.Writer.TryComplete(failure);
        _ended.TrySetResult();
        if (failure is not null)
        {
            _limit.Open(); // whoever waits for room would wait for ever: nobody takes any more
        }
    }
}
