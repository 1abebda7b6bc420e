namespace TapeDeck.Engine.Plans;

/// <summary>The bounded queue in front of an output.</summary>
public sealed record QueuePlan
{
    /// <summary>Records the queue holds at the most.</summary>
    public int Capacity { get; init; } = 10_000;

    /// <summary>Payload bytes the queue holds at the most; one record always fits.</summary>
    public long CapacityBytes { get; init; } = 32 << 20;

    /// <summary>What happens to a record that finds the queue full; null lets the run choose: wait when no input is live, else drop the newest.</summary>
    public QueueFullPolicy? WhenFull { get; init; }
}

/// <summary>What happens when an output's queue is full.</summary>
public enum QueueFullPolicy
{
    /// <summary>The input waits; nothing is lost while the source can wait.</summary>
    Wait,

    /// <summary>The arriving record is dropped and counted.</summary>
    DropNewest,

    /// <summary>The oldest queued record is dropped and counted.</summary>
    DropOldest,
}
