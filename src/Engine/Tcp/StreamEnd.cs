namespace TapeDeck.Engine.Tcp;

/// <summary>Why no more bytes of a stream come.</summary>
internal enum StreamEnd
{
    /// <summary>Its sender said so (FIN).</summary>
    Finished,

    /// <summary>The connection was reset, or its ports were taken by a new one.</summary>
    Reset,

    /// <summary>Nothing was seen of the connection for too long.</summary>
    Expired,

    /// <summary>The memory limit was reached and this connection was the least recently used.</summary>
    Evicted,

    /// <summary>The capture is over.</summary>
    SourceEnded,
}
