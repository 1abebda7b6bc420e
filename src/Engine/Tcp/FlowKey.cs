namespace TapeDeck.Engine.Tcp;

/// <summary>The two ends of a connection in a fixed order, so that both directions have the same key.</summary>
internal readonly record struct FlowKey
{
    /// <summary>The end with the smaller address, or the smaller port when the addresses are equal.</summary>
    public readonly TcpEndpoint Low;

    /// <summary>The other end.</summary>
    public readonly TcpEndpoint High;

    public FlowKey(TcpEndpoint one, TcpEndpoint other)
    {
        var inOrder = one.Address == other.Address ? one.Port <= other.Port : one.Address < other.Address;
        (Low, High) = inOrder ? (one, other) : (other, one);
    }

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(
        (ulong)Low.Address,
        (ulong)High.Address,
        (ulong)(Low.Address >> 64) ^ (ulong)(High.Address >> 64),
        ((uint)Low.Port << 16) | High.Port);
}
