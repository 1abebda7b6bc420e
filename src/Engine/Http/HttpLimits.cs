namespace TapeDeck.Engine.Http;

/// <summary>How much of a message may be taken up by its parts before it is refused as no HTTP.</summary>
public static class HttpLimits
{
    /// <summary>Bytes of start line and headers together.</summary>
    public const int MaxHeadBytes = 1 << 20;

    /// <summary>Bytes of a chunk's size line with its extensions.</summary>
    public const int MaxChunkLineBytes = 16 << 10;

    /// <summary>Bytes of all trailer fields.</summary>
    public const int MaxTrailerBytes = 1 << 20;

    /// <summary>Characters of a method token; longer first words are taken for something else than HTTP.</summary>
    public const int MaxMethodLength = 64;
}
