namespace TapeDeck.Engine.Tcp;

/// <summary>How long and how much reassembly may keep; times in nanoseconds of packet time.</summary>
internal sealed record TcpLimits
{
    /// <summary>How long bytes may wait for missing ones before them until those are declared lost.</summary>
    public long Expire { get; init; } = 2_000_000_000;

    /// <summary>How long the first bytes of a connection wait for a handshake that may have been overtaken, and a reset for bytes it has overtaken.</summary>
    public long Patience { get; init; } = 20_000_000;

    /// <summary>How long a silent connection is remembered.</summary>
    public long Idle { get; init; } = 300_000_000_000;

    /// <summary>Bytes out of order that one stream may hold.</summary>
    public int HeldPerStream { get; init; } = 16 << 20;

    /// <summary>Bytes all connections may hold together, unfinished messages included.</summary>
    public long Memory { get; init; } = 128 << 20;

    /// <summary>Whether what the server sends is reassembled too.</summary>
    public bool BothDirections { get; init; } = true;
}
