namespace TapeDeck.Engine.Gor;

/// <summary>What <see cref="GorRecordScanner"/> found at the start of some bytes: a record, or damage.</summary>
internal readonly record struct GorExtent
{
    /// <summary>The record's header line.</summary>
    public GorHeaderLine Header { get; init; }

    /// <summary>Where the payload begins.</summary>
    public int PayloadStart { get; init; }

    /// <summary>Where the payload ends and the separator begins.</summary>
    public int PayloadEnd { get; init; }

    /// <summary>Where reading goes on: behind the separator, or behind the damage.</summary>
    public int End { get; init; }

    /// <summary>What is known to be wrong with the payload.</summary>
    public RecordFlags Flags { get; init; }

    /// <summary>What the damage is; null for a record, and for the rest of damage that was named already.</summary>
    public string? Reason { get; init; }

    /// <summary>Damage to be skipped.</summary>
    public static GorExtent Damage(int end, string? reason) => new() { End = end, Reason = reason };
}
