namespace TapeDeck.Engine.Plans;

/// <summary>When a run ends by itself, and how long it may take to end.</summary>
public sealed record LimitsPlan
{
    /// <summary>Ends the run after this time; null for no limit. <c>--exit-after</c>.</summary>
    public TimeSpan? StopAfter { get; init; }

    /// <summary>Ends the run after this many records came from the inputs; null for no limit.</summary>
    public long? MaxRecords { get; init; }

    /// <summary>Payload bytes of one record; what is beyond is cut, marked and not replayed; null for no limit. <c>--copy-buffer-size</c> (spec §1.1).</summary>
    public long? MaxPayloadBytes { get; init; }

    /// <summary>How long the outputs may take to deliver what is queued once the inputs have ended by a stop; what is left is counted as stopped.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
