namespace TapeDeck.Engine.Plans;

/// <summary>What all outputs have in common that keep a set of connections to one peer (spec §8).</summary>
public abstract record RelayOutputPlan : OutputPlan
{
    /// <summary>Connections to the peer, 1–1000.</summary>
    public int Connections { get; init; } = 10;

    /// <summary>Whether the records of one exchange share a connection.</summary>
    public bool Sticky { get; init; }

    /// <summary>Whether to accept any TLS certificate.</summary>
    public bool SkipVerify { get; init; }
}

/// <summary>Relays records to a <see cref="TcpInputPlan"/> (spec §8.2). <c>--output-tcp</c>.</summary>
public sealed record TcpOutputPlan : RelayOutputPlan
{
    /// <summary><c>HOST:PORT</c>.</summary>
    public string Address { get; init; } = "";

    /// <summary>Whether to use TLS. <c>--output-tcp-secure</c>.</summary>
    public bool Secure { get; init; }
}

/// <summary>Sends each record as a binary WebSocket message (spec §8.6). <c>--output-ws</c>.</summary>
public sealed record WebSocketOutputPlan : RelayOutputPlan
{
    /// <summary><c>ws://</c> or <c>wss://</c> address; user info becomes Basic authorisation.</summary>
    public string Url { get; init; } = "";
}
