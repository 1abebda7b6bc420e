using TapeDeck.Engine.Accounting;

namespace TapeDeck.Engine.Pipeline;

/// <summary>What is taken from the inputs: nothing live while the run is paused, and only so many records. Shared by all inputs.</summary>
/// <param name="records">Where what is refused is counted.</param>
/// <param name="budget">When to stop by count.</param>
internal sealed class RecordGate(LedgerAccount records, RecordBudget budget)
{
    /// <summary>While set, what live inputs yield is dropped and counted; paced inputs are held by their pacer instead.</summary>
    public volatile bool IsPaused;

    /// <summary>What came from the inputs.</summary>
    public RunCounters Counters { get; } = new();

    /// <summary>Whether the run has taken as many records as it may.</summary>
    public bool IsSpent => budget.IsSpent;

    /// <summary>What is taken of a batch.</summary>
    public ReadOnlyMemory<Record> Admit(ReadOnlyMemory<Record> batch)
    {
        Counters.Add(batch.Span);
        if (IsPaused)
        {
            return Refuse(batch, 0, LedgerReason.Paused);
        }

        var allowed = budget.Take(batch.Length);
        return allowed == batch.Length ? batch : Refuse(batch, allowed, LedgerReason.Stopped);
    }

    private ReadOnlyMemory<Record> Refuse(ReadOnlyMemory<Record> batch, int kept, LedgerReason reason)
    {
        records.Seen(batch.Length - kept);
        records.Dropped(reason, batch.Length - kept);
        return batch[..kept];
    }
}
