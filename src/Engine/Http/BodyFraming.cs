namespace TapeDeck.Engine.Http;

/// <summary>How the end of a message's body is found (RFC 9112 §6.3).</summary>
public enum BodyFraming
{
    /// <summary>There is no body.</summary>
    None,

    /// <summary>Content-Length bytes.</summary>
    Length,

    /// <summary>Chunks up to the one of size 0 and its trailer.</summary>
    Chunked,

    /// <summary>Everything until the connection is closed; responses only.</summary>
    UntilClose,
}
