using System.Buffers.Binary;
using System.Net;

namespace TapeDeck.Engine.Tcp;

/// <summary>One end of a TCP connection. IPv4 addresses are kept in their IPv6-mapped form (RFC 4291 §2.5.5.2).</summary>
/// <param name="Prefix">The first half of the address.</param>
/// <param name="Suffix">The second half of the address; all of an IPv4 address is in its lower 32 bits.</param>
/// <param name="Port">The port.</param>
internal readonly record struct TcpEndpoint(ulong Prefix, ulong Suffix, ushort Port) : IComparable<TcpEndpoint>
{
    private const ulong MappedPrefix = 0x0000_FFFF_0000_0000;

    /// <summary>Whether the address is IPv4.</summary>
    public bool IsIPv4 => Prefix == 0 && (Suffix >> 32) == (MappedPrefix >> 32);

    /// <summary>An end with an IPv4 address given as 4 bytes in network order.</summary>
    public static TcpEndpoint FromIPv4(ReadOnlySpan<byte> address, ushort port) =>
        new(0, MappedPrefix | BinaryPrimitives.ReadUInt32BigEndian(address), port);

    /// <summary>An end with an IPv6 address given as 16 bytes in network order.</summary>
    public static TcpEndpoint FromIPv6(ReadOnlySpan<byte> address, ushort port) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(address), BinaryPrimitives.ReadUInt64BigEndian(address[8..]), port);

    /// <summary>The same end as the rest of the program names it.</summary>
    public static TcpEndpoint Of(IPEndPoint end) => FromIPv6(end.Address.MapToIPv6().GetAddressBytes(), (ushort)end.Port);

    /// <inheritdoc/>
    public bool Equals(TcpEndpoint other) => Suffix == other.Suffix && Port == other.Port && Prefix == other.Prefix;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Prefix, Suffix, Port);

    /// <summary>By address, then by port.</summary>
    public int CompareTo(TcpEndpoint other) =>
        Prefix != other.Prefix ? Prefix.CompareTo(other.Prefix)
        : Suffix != other.Suffix ? Suffix.CompareTo(other.Suffix)
        : Port.CompareTo(other.Port);

    /// <summary>The same end for the rest of the program.</summary>
    public IPEndPoint ToIPEndPoint()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, Prefix);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Suffix);
        return new IPEndPoint(new IPAddress(IsIPv4 ? bytes[12..] : bytes), Port);
    }
}
