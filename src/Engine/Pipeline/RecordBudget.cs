namespace TapeDeck.Engine.Pipeline;

/// <summary>How many records a run may still take from its inputs; shared by all of them.</summary>
/// <param name="limit">The most records of the run; null for no limit.</param>
internal sealed class RecordBudget(long? limit)
{
    private long _taken;

    /// <summary>Whether the limit is reached.</summary>
    public bool IsSpent => limit is { } most && Interlocked.Read(ref _taken) >= most;

    /// <summary>Takes up to <paramref name="wanted"/>; returns how many were still allowed.</summary>
    public int Take(int wanted)
    {
        var before = Interlocked.Add(ref _taken, wanted) - wanted;
        return limit is { } most ? (int)Math.Clamp(most - before, 0, wanted) : wanted;
    }
}
