namespace TapeDeck.Engine.Tcp;

/// <summary>Which of the two streams of a connection.</summary>
internal enum StreamDirection
{
    /// <summary>What the client sends.</summary>
    ToServer,

    /// <summary>What the server sends.</summary>
    ToClient,
}
