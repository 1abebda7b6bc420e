namespace TapeDeck.Engine.Replay;

/// <summary>A request that waits for a connection.</summary>
/// <param name="Record">The request.</param>
/// <param name="Number">Its position in the order of arrival.</param>
/// <param name="Due">When it should be sent, in ticks of the clock.</param>
internal readonly record struct QueuedRequest(Record Record, long Number, long Due);
