using TapeDeck.Engine.Tcp;

namespace TapeDeck.Engine.Http;

/// <summary>A request whose head was seen and whose response was not.</summary>
internal sealed class PendingRequest
{
    /// <summary>The id its response will share.</summary>
    public required RecordId Id { get; init; }

    /// <summary>Where its first byte was.</summary>
    public required SegmentMark First { get; init; }

    /// <summary>Whether the response has no body.</summary>
    public required bool IsHead { get; init; }

    /// <summary>Whether a successful response opens a tunnel.</summary>
    public required bool IsConnect { get; init; }

    /// <summary>Whether no bytes are missing between the request before it and this one, so that responses can be counted off.</summary>
    public bool Follows { get; set; }

    /// <summary>Sequence number after its last byte; null while it is unfinished.</summary>
    public uint? End { get; set; }

    /// <summary>Whether it will never be recorded.</summary>
    public bool IsDropped { get; set; }

    /// <summary>Whether a final response has begun.</summary>
    public bool HasFinalStatus { get; set; }

    /// <summary>Whether its response is over.</summary>
    public bool IsAnswered { get; set; }

    /// <summary>A response that was complete before the request was.</summary>
    public Record? EarlyResponse { get; set; }
}
