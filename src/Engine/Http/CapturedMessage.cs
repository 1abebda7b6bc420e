using TapeDeck.Engine.Tcp;

namespace TapeDeck.Engine.Http;

/// <summary>A message that was framed in a stream.</summary>
/// <param name="First">Where its first byte was.</param>
/// <param name="End">Sequence number after its last byte.</param>
/// <param name="Latency">Nanoseconds from its first to its last packet.</param>
/// <param name="Payload">Its bytes, to keep.</param>
/// <param name="Flags">What is wrong with it.</param>
internal readonly record struct CapturedMessage(SegmentMark First, uint End, long Latency, ReadOnlyMemory<byte> Payload, RecordFlags Flags);
