namespace TapeDeck.Engine.Capture;

/// <summary>What a frame turned out to be.</summary>
internal enum FrameVerdict
{
    /// <summary>A TCP segment, decoded.</summary>
    Segment,

    /// <summary>Not TCP over IP, or an unsupported link layer.</summary>
    NotTcp,

    /// <summary>Cut short within its headers, or headers that make no sense.</summary>
    Malformed,

    /// <summary>A fragment of an IP datagram whose other parts are awaited.</summary>
    Fragment,
}
