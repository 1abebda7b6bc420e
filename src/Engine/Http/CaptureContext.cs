using TapeDeck.Engine.Accounting;

namespace TapeDeck.Engine.Http;

/// <summary>What all conversations of a capture share.</summary>
/// <param name="Messages">Counts the messages that begin; those that are given to <paramref name="Emit"/> are counted further on.</param>
/// <param name="Emit">Takes finished records.</param>
internal sealed record CaptureContext(LedgerAccount Messages, Action<Record> Emit)
{
    /// <summary>Whether responses are recorded and paired.</summary>
    public bool TrackResponses { get; init; } = true;

    /// <summary>Whether messages with missing bytes are recorded, flagged as such.</summary>
    public bool AllowIncomplete { get; init; }

    /// <summary>Bytes of a message that are kept.</summary>
    public int MaxMessageBytes { get; init; } = 64 << 20;

    /// <summary>Where payloads are kept.</summary>
    public PayloadBlocks Blocks { get; } = new();
}
