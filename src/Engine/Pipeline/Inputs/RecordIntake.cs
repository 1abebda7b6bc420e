using System.Threading.Channels;
using TapeDeck.Engine.Accounting;

namespace TapeDeck.Engine.Pipeline.Inputs;

/// <summary>The border between an input's own tasks and the run: they wait while enough waits to be taken.</summary>
/// <param name="account">Where each record is counted: as delivered when the run takes it.</param>
internal sealed class RecordIntake(LedgerAccount account)
{
    private const int MostBatches = 64;

    private readonly Channel<ReadOnlyMemory<Record>> _batches = Channel.CreateBounded<ReadOnlyMemory<Record>>(MostBatches);

    /// <summary>Adds a batch that is not changed any more; waits for room.</summary>
    public async ValueTask AddAsync(ReadOnlyMemory<Record> batch)
    {
        account.Seen(batch.Length);
        try
        {
            await _batches.Writer.WriteAsync(batch).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
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
                account.Delivered(batch.Length);
                yield return batch;
            }
        }
        finally
        {
            End(null);
            while (_batches.Reader.TryRead(out var left))
            {
                account.Dropped(LedgerReason.Stopped, left.Length);
            }
        }
    }
}
