namespace TapeDeck.Engine.Plans;

/// <summary>When a run ends by itself, and how long it may take to end.</summary>
public sealed record LimitsPlan
{
    /// <summary>Ends the run after this time; null for no limit. <c>--exit-after</c>.</summary>
    public TimeSpan? StopAfter { get; init; }

    /// <summary>Ends the run after this many records came from the inputs; null for no limit.</summary>
    public long? MaxRecords { get; init; }

    /// <summary>How long the outputs may take to deliver what is queued once the inputs have ended by a stop; what is left is counted as stopped.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
