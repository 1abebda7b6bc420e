namespace TapeDeck.Engine.Pipeline;

/// <summary>A request as it would be sent.</summary>
/// <param name="Recorded">As it is in the recording.</param>
/// <param name="Sent">The bytes that would go out; of a long request the beginning.</param>
/// <param name="Length">How many bytes would go out in all.</param>
/// <param name="Due">When, counted from the start of the replay; 0 at no pace.</param>
public sealed record RehearsedRequest(Record Recorded, ReadOnlyMemory<byte> Sent, long Length, TimeSpan Due);
