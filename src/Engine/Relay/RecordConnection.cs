using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Gor;

namespace TapeDeck.Engine.Relay;

/// <summary>
/// Receives the records of one connection: the bytes of a <c>.gor</c> file (spec §8.1). Damage is counted and stepped over; what the client left
/// unfinished when it went away is counted as incomplete. A stop is told to the client, and what it has on the way is still taken.
/// </summary>
/// <param name="connection">The connection.</param>
/// <param name="budget">How much all connections together may hold of unfinished records.</param>
/// <param name="take">Takes the records that are complete; the connection waits for it.</param>
/// <param name="damaged">Told what was lost, why, and a sentence about it.</param>
/// <param name="time">The clock.</param>
internal sealed class RecordConnection(
    ServedConnection connection, BufferBudget budget, Func<ReadOnlyMemory<Record>, ValueTask> take, Action<LedgerReason, GorDamage> damaged, TimeProvider time)
    : IDisposable
{
    private const int BlockBytes = 64 << 10;
    private const int MaxRecordBytes = 128 << 20;

    /// <summary>A client that sends nothing for so long pauses, and the record it sent last is complete.</summary>
    private static readonly TimeSpan s_rest = TimeSpan.FromMilliseconds(100);

    private readonly ReceiveLimit _limit = new(Timeout.InfiniteTimeSpan, () => connection.HasArrived, time);
    private readonly List<Record> _complete = [];
    private GorFeed _feed = null!;

    /// <summary>Receives to the client's end, or to a stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        _feed = new GorFeed(BlockBytes, MaxRecordBytes) { Damaged = damage => damaged(_feed.HasEnded ? LedgerReason.Incomplete : LedgerReason.Damaged, damage) };
        var held = 0;
        await using (stop.Register(SayGoodbye))
        {
            while (await ReceiveAsync().ConfigureAwait(false) is var count and > 0)
            {
                _feed.Add(count);
                await HandOnAsync(isResting: false).ConfigureAwait(false);
                if (!budget.TryChange(_feed.BufferedBytes - held))
                {
                    damaged(LedgerReason.Evicted, new GorDamage(_feed.Position, "All connections together hold too much of unfinished records; this one was closed."));
                    break;
                }

                held = _feed.BufferedBytes;
            }
        }

        budget.Release(held);
        _feed.End();
        await HandOnAsync(isResting: false).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _limit.Dispose();

    /// <summary>Receives at least one byte; 0 at the end, and when nothing came for some time after a stop.</summary>
    private async ValueTask<int> ReceiveAsync()
    {
        try
        {
            _limit.Begin();
            var receiving = connection.ReceiveAsync(_feed.Room(), _limit.Token);
            if (receiving.IsCompleted || !_feed.Unconsumed.Span.EndsWith(GorSeparator.Bytes))
            {
                return await receiving.ConfigureAwait(false);
            }

            var either = receiving.AsTask();
            await Task.WhenAny(either, Task.Delay(s_rest, time, CancellationToken.None)).ConfigureAwait(false);
            if (!either.IsCompleted)
            {
                await HandOnAsync(isResting: true).ConfigureAwait(false);
            }

            return await either.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
        finally
        {
            _limit.End();
        }
    }

    private async ValueTask HandOnAsync(bool isResting)
    {
        while (_feed.TryRead(out var entry, isResting))
        {
            _complete.Add(entry.Record);
        }

        if (_complete.Count > 0)
        {
            await _limit.HoldAsync(take, _complete.ToArray()).ConfigureAwait(false);
            _complete.Clear();
        }
    }

    /// <summary>A client that listens stops sending; one that does not is cut off once it is silent, or at last.</summary>
    private void SayGoodbye()
    {
        _limit.Stop();
        connection.EndSending();
    }
}
