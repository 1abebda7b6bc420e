namespace TapeDeck.Engine.Tcp;

/// <summary>The two ends of a connection in a fixed order, so that both directions have the same key.</summary>
internal readonly record struct FlowKey
{
    private static readonly ulong s_seed = (ulong)Random.Shared.NextInt64();

    /// <summary>The end with the smaller address, or the smaller port when the addresses are equal.</summary>
    public readonly TcpEndpoint Low;

    /// <summary>The other end.</summary>
    public readonly TcpEndpoint High;

    public FlowKey(in TcpEndpoint one, in TcpEndpoint other) => (Low, High) = one.CompareTo(other) <= 0 ? (one, other) : (other, one);

    /// <inheritdoc/>
    public bool Equals(FlowKey other) => Low.Equals(other.Low) && High.Equals(other.High);

    /// <summary>Seeded: whoever chooses his ports and addresses cannot choose to share a chain with others.</summary>
    public override int GetHashCode()
    {
        var hash = Mix(s_seed ^ Low.Suffix);
        hash = Mix(hash ^ High.Suffix);
        hash = Mix(hash ^ ((ulong)Low.Port << 16) ^ High.Port);
        return (int)((Low.Prefix | High.Prefix) == 0 ? hash : Mix(Mix(hash ^ Low.Prefix) ^ High.Prefix));
    }

    // A multiplication carries low bits up, the shift brings them back down.
    private static ulong Mix(ulong value)
    {
        value *= 0x9E37_79B9_7F4A_7C15;
        return value ^ (value >> 32);
    }
}
