namespace TapeDeck.TestKit;

/// <summary>A frame and when it was seen, in nanoseconds since the Unix epoch.</summary>
public sealed record CapturedFrame(long Timestamp, byte[] Bytes);
