using TapeDeck.Engine.Accounting;

namespace TapeDeck.Engine.Elasticsearch;

/// <summary>
/// Brings a batch to the server: repeats with growing pauses what the server had no time for or could not be reached with, halves what was too
/// large, and counts every document as delivered or dropped with the reason.
/// </summary>
internal sealed class BulkDelivery(IBulkClient client, LedgerAccount account, TimeProvider time, Action<string> complain)
{
    /// <summary>How long a batch is repeated before what is left of it is given up.</summary>
    public static readonly TimeSpan RepeatLimit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(10);

    /// <summary>Returns once everything is counted. Cancelled, what is left counts by the last failure, or as stopped if there was none.</summary>
    public async Task DeliverAsync(List<byte[]> entries, CancellationToken abandon)
    {
        var started = time.GetTimestamp();
        var pause = s_firstPause;
        var reason = LedgerReason.Stopped;
        try
        {
            while (true)
            {
                var answer = await client.SendAsync(entries, abandon).ConfigureAwait(false);
                if (answer.IsTooLarge && entries.Count > 1)
                {
                    var half = entries.Count / 2;
                    await DeliverAsync(entries[..half], abandon).ConfigureAwait(false);
                    await DeliverAsync(entries[half..], abandon).ConfigureAwait(false);
                    return;
                }

                reason = answer.Failure?.Reason ?? LedgerReason.Rejected;
                entries = Settle(entries, answer);
                if (entries.Count == 0)
                {
                    return;
                }

                if (time.GetElapsedTime(started) + pause > RepeatLimit)
                {
                    account.Dropped(reason, entries.Count);
                    return;
                }

                await Task.Delay(pause, time, abandon).ConfigureAwait(false);
                pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, s_longestPause.Ticks));
            }
        }
        catch (OperationCanceledException)
        {
            account.Dropped(reason, entries.Count);
        }
    }

    /// <summary>Counts those whose fate is known and returns those that are to be repeated.</summary>
    private List<byte[]> Settle(List<byte[]> entries, BulkAnswer answer)
    {
        if (answer.Failure is { } failure)
        {
            complain(failure.Detail);
            account.Dropped(failure.Reason, answer.MayRepeat ? 0 : entries.Count);
            return answer.MayRepeat ? entries : [];
        }

        var again = new List<byte[]>();
        for (var i = 0; i < entries.Count; i++)
        {
            Settle(entries[i], answer.Items[i], again);
        }

        return again;
    }

    private void Settle(byte[] entry, BulkItem item, List<byte[]> again)
    {
        if (item.IsStored)
        {
            account.Delivered();
            return;
        }

        complain(item.Error ?? $"The server answered {item.Status} for a document.");
        if (item.MayRepeat)
        {
            again.Add(entry);
        }
        else
        {
            account.Dropped(LedgerReason.Rejected);
        }
    }
}
