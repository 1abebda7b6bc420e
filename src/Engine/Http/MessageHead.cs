namespace TapeDeck.Engine.Http;

/// <summary>What framing and pairing need to know of a message's head.</summary>
internal struct MessageHead
{
    /// <summary>Length of the method token at the start of a request; 0 for responses.</summary>
    public int MethodLength;

    /// <summary>Status code of a response; 0 for requests.</summary>
    public int Status;

    /// <summary>Minor version: 0 or 1.</summary>
    public int MinorVersion;

    /// <summary>Declared Content-Length; −1 when absent.</summary>
    public long ContentLength;

    /// <summary>Whether the last transfer coding is chunked.</summary>
    public bool IsChunked;

    /// <summary>Whether there is a transfer coding that is not framed by chunks.</summary>
    public bool HasUnframedCoding;

    /// <summary>Whether Connection has the option close.</summary>
    public bool SaysClose;

    /// <summary>Whether Connection has the option keep-alive.</summary>
    public bool SaysKeepAlive;

    /// <summary>Whether an Upgrade header is present.</summary>
    public bool HasUpgrade;

    /// <summary>Whether the request expects 100-continue.</summary>
    public bool ExpectsContinue;

    /// <summary>Whether the connection persists after this message as far as its head tells (RFC 9112 §9.3).</summary>
    public readonly bool KeepsAlive => !SaysClose && (MinorVersion >= 1 || SaysKeepAlive);
}
