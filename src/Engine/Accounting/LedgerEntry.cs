namespace TapeDeck.Engine.Accounting;

/// <summary>The counts of one station at one moment.</summary>
public sealed record LedgerEntry(string Name, long Seen, long Delivered, long Filtered, IReadOnlyDictionary<LedgerReason, long> Dropped)
{
    /// <summary>What arrived and is neither delivered, filtered nor dropped yet; 0 at rest, or something was lost silently.</summary>
    public long InFlight => Seen - Delivered - Filtered - TotalDropped;

    /// <summary>The sum over all reasons.</summary>
    public long TotalDropped => Dropped.Values.Sum();
}
