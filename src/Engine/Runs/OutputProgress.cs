using TapeDeck.Engine.Accounting;

namespace TapeDeck.Engine.Runs;

/// <summary>How an output stands at one moment.</summary>
/// <param name="Name">Its name for people, such as <c>file x.gor</c>.</param>
/// <param name="Kind">Its kind as plans name it, such as <c>file</c>; empty for an output that the run has beside its plan.</param>
/// <param name="Account">The name of its account in the ledger, unique in its run.</param>
public sealed record OutputProgress(string Name, string Kind, string Account)
{
    /// <summary>Records that wait for it: in its queue, and those it took and has not begun with.</summary>
    public int Waiting { get; init; }

    /// <summary>Records that its queue holds at the most.</summary>
    public int Capacity { get; init; }

    /// <summary>Records it delivered.</summary>
    public long Delivered { get; init; }

    /// <summary>Records it did not deliver, and why.</summary>
    public IReadOnlyDictionary<LedgerReason, long> Dropped { get; init; } = new Dictionary<LedgerReason, long>();

    /// <summary>What is wrong with it now, or ended it; null while it works.</summary>
    public string? Failure { get; init; }

    /// <summary>Whether <see cref="Failure"/> ended it: what still comes for it is counted as not written.</summary>
    public bool HasFailed { get; init; }

    /// <summary>Figures of the requests it sent; null when it sends none.</summary>
    public ReplayProgress? Replay { get; init; }
}
