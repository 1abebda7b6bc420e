namespace TapeDeck.Engine.Tcp;

/// <summary>One TCP segment as captured; its payload is borrowed for the call.</summary>
internal readonly ref struct TcpSegment
{
    /// <summary>Who sent it.</summary>
    public required TcpEndpoint Source { get; init; }

    /// <summary>Whom it was sent to.</summary>
    public required TcpEndpoint Destination { get; init; }

    /// <summary>Sequence number of the SYN, or of the first payload byte.</summary>
    public required uint Sequence { get; init; }

    /// <summary>The sequence number the sender expects next; 0 without the ACK flag.</summary>
    public required uint Acknowledgment { get; init; }

    /// <summary>The control bits.</summary>
    public required TcpFlags Flags { get; init; }

    /// <summary>The payload bytes that were captured.</summary>
    public required ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>Payload bytes on the wire; more than captured when the snapshot length cut the frame.</summary>
    public required int WireLength { get; init; }

    /// <summary>Capture time, nanoseconds since the Unix epoch.</summary>
    public required long Timestamp { get; init; }

    /// <summary>Sequence number of the first payload byte; a SYN counts as one before it.</summary>
    public uint PayloadSequence => Sequence + (Has(TcpFlags.Syn) ? 1u : 0u);

    /// <summary>Whether a control bit is set.</summary>
    public bool Has(TcpFlags flag) => (Flags & flag) != 0;
}
