namespace TapeDeck.Engine;

/// <summary>
/// One recorded HTTP message: the unit that travels through a pipeline and stands in a file (spec §1.2).
/// Immutable; the payload is a slice of a larger block that lives as long as any slice of it.
/// </summary>
public sealed record Record
{
    /// <summary>Request, response or replayed response.</summary>
    public required RecordKind Kind { get; init; }

    /// <summary>The token shared by the messages of one exchange.</summary>
    public required RecordId Id { get; init; }

    /// <summary>When the message's first packet was captured, or the replayed request was sent: nanoseconds since the Unix epoch.</summary>
    public required long Timestamp { get; init; }

    /// <summary>Nanoseconds from the message's first to its last packet; for a replayed response, of the whole round trip; −1 if unknown.</summary>
    public long Latency { get; init; }

    /// <summary>The message exactly as on the wire: start line, headers, empty line, body with its codings.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>What is known to be wrong with the payload.</summary>
    public RecordFlags Flags { get; init; }

    /// <summary>Who talked to whom, when the record comes from a live capture, a packet file or a connection made to this program; not stored in .gor files.</summary>
    public ConnectionEnds? Connection { get; init; }

    /// <summary>
    /// When a paced input meant this record to be sent, in <see cref="TimeProvider.GetTimestamp"/> ticks; 0 when the input is not paced.
    /// </summary>
    public long DueTimestamp { get; init; }
}
