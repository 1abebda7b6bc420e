namespace TapeDeck.Engine.Index;

/// <summary>A stored result with its messages; what was larger than the store keeps is cut and flagged as truncated.</summary>
public sealed record StoredMessages(StoredResult Result, Record Request, Record? Response);
