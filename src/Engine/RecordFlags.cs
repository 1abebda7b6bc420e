namespace TapeDeck.Engine;

/// <summary>What is known to be wrong with a record's payload.</summary>
[Flags]
public enum RecordFlags : byte
{
    /// <summary>Nothing is known to be wrong.</summary>
    None = 0,

    /// <summary>Bytes beyond a size limit were cut off.</summary>
    Truncated = 1,

    /// <summary>Bytes are missing: lost packets, an aborted transfer, or the capture ended first.</summary>
    Incomplete = 2,
}
