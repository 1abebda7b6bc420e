namespace TapeDeck.Engine.Index;

/// <summary>What an index knows about its recording as a whole.</summary>
public sealed record RecordingFigures
{
    /// <summary>Exchanges indexed so far.</summary>
    public required long Exchanges { get; init; }

    /// <summary>Nanoseconds since the Unix epoch; null while there is no exchange.</summary>
    public long? FirstTimestamp { get; init; }

    /// <summary>When the last request or response came, nanoseconds since the Unix epoch; null while there is no exchange.</summary>
    public long? LastTimestamp { get; init; }

    /// <summary>Records that are neither request nor response, such as replayed responses; they are part of no exchange.</summary>
    public long OtherRecords { get; init; }

    /// <summary>What could not be read, in order of discovery.</summary>
    public IReadOnlyList<RecordingDamage> Damages { get; init; } = [];

    /// <summary>Whether all that was read is joined, in order of time and numbered so; numbers do not change any more.</summary>
    public bool IsSettled { get; init; }
}
