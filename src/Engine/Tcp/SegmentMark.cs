namespace TapeDeck.Engine.Tcp;

/// <summary>Where delivered bytes come from.</summary>
/// <param name="Timestamp">Capture time of their segment, nanoseconds since the Unix epoch.</param>
/// <param name="Sequence">Sequence number of their first byte.</param>
/// <param name="Acknowledgment">What the sender had received by then.</param>
internal readonly record struct SegmentMark(long Timestamp, uint Sequence, uint Acknowledgment)
{
    /// <summary>The mark of the bytes that begin further on in the same segment.</summary>
    public SegmentMark After(int count) => this with { Sequence = Sequence + (uint)count };
}
