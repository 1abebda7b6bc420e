using TapeDeck.Engine.Accounting;

namespace TapeDeck.Engine.Relay;

/// <summary>
/// Keeps one connection to a receiver and sends records over it, in batches; makes it again every second while it is down. A record is sent again
/// only if it certainly did not arrive.
/// </summary>
/// <param name="target">The receiver.</param>
/// <param name="queue">Where the records come from.</param>
/// <param name="report">Told what became of the connection and its records.</param>
/// <param name="time">The clock.</param>
internal sealed class RelayLane(RelayTarget target, RelayQueue queue, RelayReport report, TimeProvider time)
{
    private const int BatchRecords = 64;
    private const int BatchBytes = 64 << 10;
    private static readonly TimeSpan s_connectLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(1);

    /// <summary>How long a receiver may be out of reach once nothing more comes for it.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly SentRecords _sent = new(time);
    private readonly List<Record> _batch = [];
    private readonly List<Record> _again = [];
    private Task<Record?>? _taking;

    private bool IsDone => _again.Count == 0 && _taking is null && queue.IsDone;

    /// <summary>Sends until the queue is at its end and everything is delivered or counted. Stopped: counts what it holds as stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            do
            {
                var link = await ConnectAsync(stop).ConfigureAwait(false);
                if (link is null)
                {
                    return;
                }

                await using (link.ConfigureAwait(false))
                {
                    await UseAsync(link, stop).ConfigureAwait(false);
                }
            }
            while (!IsDone);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            report.Dropped(LedgerReason.Stopped, _again.Count);
        }
    }

    /// <summary>A connection; null when there is nothing to send any more, or the receiver was out of reach for too long.</summary>
    private async Task<RelayLink?> ConnectAsync(CancellationToken stop)
    {
        long? endedAt = null;
        while (true)
        {
            var trouble = await TryConnectAsync(stop).ConfigureAwait(false);
            if (trouble.Link is not null)
            {
                return trouble.Link;
            }

            endedAt ??= queue.Ended.IsCompleted ? time.GetTimestamp() : null;
            if (IsDone)
            {
                report.Ended(this);
                return null;
            }

            if (endedAt is { } since && time.GetElapsedTime(since) >= s_patience)
            {
                report.Dropped(trouble.Reason, _again.Count);
                return null;
            }

            var pause = Task.Delay(s_retry, time, stop);
            await Task.WhenAny(pause, queue.Ended.IsCompleted ? pause : queue.Ended).ConfigureAwait(false);
            stop.ThrowIfCancellationRequested();
        }
    }

    private async Task<(RelayLink? Link, LedgerReason Reason)> TryConnectAsync(CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(s_connectLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            var link = await target.ConnectAsync(either.Token).ConfigureAwait(false);
            report.Connected(this);
            return (link, default);
        }
        catch (Exception failure) when (LinkTrouble.IsExpected(failure) && !stop.IsCancellationRequested)
        {
            var trouble = LinkTrouble.From(failure);
            report.Failed(this, trouble);
            return (null, trouble.Reason);
        }
    }

    private async Task UseAsync(RelayLink link, CancellationToken stop)
    {
        var inOrder = false;
        try
        {
            await SendAllAsync(link, stop).ConfigureAwait(false);
            inOrder = await FinishAsync(link, stop).ConfigureAwait(false);
        }
        catch (Exception failure) when (LinkTrouble.IsExpected(failure) && !stop.IsCancellationRequested)
        {
            // What it means for the records is found out below.
        }
        finally
        {
            Settle(link, inOrder || stop.IsCancellationRequested);
        }
    }

    private async Task SendAllAsync(RelayLink link, CancellationToken stop)
    {
        using var taking = CancellationTokenSource.CreateLinkedTokenSource(stop);
        try
        {
            while (!link.Ended.IsCompleted && !IsDone)
            {
                if (Collect())
                {
                    await SendAsync(link, stop).ConfigureAwait(false);
                }
                else
                {
                    await WaitAsync(link, taking.Token).ConfigureAwait(false);
                }

                report.Delivered(_sent.Confirm(link.Acknowledged, link.Written));
            }
        }
        finally
        {
            await taking.CancelAsync().ConfigureAwait(false);
            await FinishTakingAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Fills the batch: first with what is sent again; false when there is nothing. A record that is waited for may be on its way, and goes first.</summary>
    private bool Collect()
    {
        var (old, bytes) = (0, 0);
        while (_batch.Count < BatchRecords && bytes < BatchBytes)
        {
            if (old < _again.Count)
            {
                _batch.Add(_again[old++]);
            }
            else if (_taking is null && queue.TryTake(out var record))
            {
                _batch.Add(record);
            }
            else
            {
                break;
            }

            bytes += _batch[^1].Payload.Length;
        }

        _again.RemoveRange(0, old);
        return _batch.Count > 0;
    }

    private async ValueTask SendAsync(RelayLink link, CancellationToken stop)
    {
        var (start, end) = (link.Written, long.MaxValue);
        try
        {
            await link.SendAsync(_batch, stop).ConfigureAwait(false);
            end = link.Written;
        }
        finally
        {
            for (var i = 0; i < _batch.Count; i++)
            {
                var least = start + link.Ends[i];
                _sent.Add(_batch[i], least, link.IsExact ? least : end);
            }

            _batch.Clear();
        }
    }

    /// <summary>Waits for a record, the end of the connection, or, while something is uncertain, a moment.</summary>
    private async ValueTask WaitAsync(RelayLink link, CancellationToken taking)
    {
        _taking ??= queue.TakeAsync(taking);
        var moment = _sent.IsEmpty ? link.Ended : Task.Delay(s_tick, time, taking);
        await Task.WhenAny(_taking, link.Ended, moment).ConfigureAwait(false);
        taking.ThrowIfCancellationRequested();
        if (_taking.IsCompleted)
        {
            await FinishTakingAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Takes over the record that was waited for, if it came.</summary>
    private async ValueTask FinishTakingAsync()
    {
        try
        {
            if (_taking is not null && await _taking.ConfigureAwait(false) is { } record)
            {
                _again.Add(record);
            }
        }
        catch (OperationCanceledException)
        {
            // It did not come.
        }

        _taking = null;
    }

    /// <summary>Closes this end and waits for the other; true when the receiver has read all that its machine acknowledged.</summary>
    private async Task<bool> FinishAsync(RelayLink link, CancellationToken stop)
    {
        await link.FinishAsync(stop).ConfigureAwait(false);
        var (acknowledged, since) = (link.Acknowledged, time.GetTimestamp());
        while (time.GetElapsedTime(since) < LimitOf(link, acknowledged))
        {
            var pause = Task.Delay(s_tick / 10, time, stop);
            await Task.WhenAny(pause, link.Ended.IsCompleted ? pause : link.Ended).ConfigureAwait(false);
            stop.ThrowIfCancellationRequested();
            if (link.Acknowledged is var now && now > acknowledged)
            {
                (acknowledged, since) = (now, time.GetTimestamp());
            }
        }

        return !link.Ended.IsCompleted || await link.Ended.ConfigureAwait(false);
    }

    /// <summary>How long a closing connection may stand still: one whose receiver still has to take something longest, one that is over not at all.</summary>
    private static TimeSpan LimitOf(RelayLink link, long acknowledged) =>
        (IsTaken: acknowledged >= link.Written, IsOver: link.Ended.IsCompleted) switch
        {
            (true, true) => TimeSpan.Zero,
            (false, false) => s_patience,
            _ => s_farewell,
        };

    private void Settle(RelayLink link, bool inOrder)
    {
        var again = new List<Record>();
        var (delivered, doubtful) = _sent.Settle((link.Acknowledged, link.MostArrived), inOrder, again);
        _again.InsertRange(0, again); // they came before what is there
        report.Delivered(delivered);
        report.Broke(again.Count, doubtful);
    }
}
