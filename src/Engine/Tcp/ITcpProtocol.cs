namespace TapeDeck.Engine.Tcp;

/// <summary>What is spoken over the connections: makes a handler for each.</summary>
internal interface ITcpProtocol
{
    /// <summary>A handler for a connection of which both ends are now known.</summary>
    ITcpStreamHandler Open(TcpEndpoint client, TcpEndpoint server);

    /// <summary>Who sent a segment, judged by its first bytes; null when they do not tell.</summary>
    StreamDirection? GuessDirection(ReadOnlySpan<byte> payload);
}
