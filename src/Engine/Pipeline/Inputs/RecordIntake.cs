using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Relay;

namespace TapeDeck.Engine.Pipeline.Inputs;

/// <summary>The border between an input's own tasks and the run: they wait while enough waits to be taken.</summary>
/// <param name="account">Where each record is counted: as delivered when the run takes it.</param>
[SuppressMessage("Reliability", "CA1001", Justification = "A semaphore whose wait handle is not used holds nothing.")]
internal sealed class RecordIntake(LedgerAccount account)
{
    private const int MostBatches = 64;
    private const long MostBytes = 64 << 20;

    private readonly Channel<ReadOnlyMemory<Record>> _batches = Channel.CreateUnbounded<ReadOnlyMemory<Record>>(new() { SingleReader = true });
    private readonly FlowLimit _limit = new(MostBatches, MostBytes);
    private readonly SemaphoreSlim _entry = new(1, 1);

    /// <summary>Adds a batch that is not changed any more; waits for room.</summary>
    public async ValueTask AddAsync(ReadOnlyMemory<Record> batch)
    {
        account.Seen(batch.Length);
        await _entry.WaitAsync().ConfigureAwait(false);
        try
        {
            await _limit.EnterAsync(BytesOf(batch), CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _entry.Release();
        }

        if (!_batches.Writer.TryWrite(batch))
        {
            _limit.Leave(BytesOf(batch));
            account.Dropped(LedgerReason.Stopped, batch.Length);
        }
    }

    /// <summary>No more batches come; with a reason when the source failed.</summary>
    public void End(Exception? failure) => _batches.Writer.TryComplete(failure);

    /// <summary>The batches, to the end; throws what <see cref="End"/> was given. Whatever comes after the caller has lost interest counts as stopped.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<Record>> ReadAllAsync()
    {
        try
        {
            await foreach (var batch in _batches.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            {
                _limit.Leave(BytesOf(batch));
                account.Delivered(batch.Length);
                yield return batch;
            }
        }
        finally
        {
            End(null);
            while (_batches.Reader.TryRead(out var left))
            {
                _limit.Leave(BytesOf(left));
                account.Dropped(LedgerReason.Stopped, left.Length);
            }
        }
    }

    private static int BytesOf(ReadOnlyMemory<Record> batch)
    {
        var bytes = 0;
        foreach (var record in batch.Span)
        {
            bytes += record.Payload.Length;
        }

        return bytes;
    }
}
