using TapeDeck.Engine.Accounting;

namespace TapeDeck.Client.Pages.Captures;

/// <summary>How much of the traffic the live view shows, over the last seconds.</summary>
public sealed class Sampling(TimeProvider time)
{
    private static readonly TimeSpan s_span = TimeSpan.FromSeconds(3);
    private (long Moment, long Shown, long Skipped)? _before;

    /// <summary>0–1; 1 when nothing was skipped lately.</summary>
    public double Share { get; private set; } = 1;

    /// <summary>Whether something was skipped lately.</summary>
    public bool IsOn => Share < 1;

    /// <summary>Whether something was skipped since the run began.</summary>
    public bool HasSkipped { get; private set; }

    /// <summary>Looks at the ledger of the run as it is now.</summary>
    public void Look(IEnumerable<LedgerEntry> ledger)
    {
        if (ledger.FirstOrDefault(entry => entry.Name == Ledger.LiveView) is not { } view)
        {
            return;
        }

        var now = (Moment: time.GetTimestamp(), Shown: view.Delivered, Skipped: view.Dropped.Values.Sum());
        HasSkipped = now.Skipped > 0;
        var before = _before ??= now;
        if (time.GetElapsedTime(before.Moment, now.Moment) >= s_span)
        {
            var (shown, skipped) = (now.Shown - before.Shown, now.Skipped - before.Skipped);
            (_before, Share) = (now, skipped > 0 ? (double)shown / (shown + skipped) : 1);
        }
    }
}
