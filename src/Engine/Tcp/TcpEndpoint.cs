using System.Buffers.Binary;
using System.Net;

namespace TapeDeck.Engine.Tcp;

/// <summary>One end of a TCP connection. IPv4 addresses are kept in their IPv6-mapped form (RFC 4291 §2.5.5.2).</summary>
internal readonly record struct TcpEndpoint(UInt128 Address, ushort Port)
{
    private const ulong MappedPrefix = 0x0000_FFFF_0000_0000;

    /// <summary>Whether the address is IPv4.</summary>
    public bool IsIPv4 => (Address >> 32) == (MappedPrefix >> 32);

    /// <summary>An end with an IPv4 address given as 4 bytes in network order.</summary>
    public static TcpEndpoint FromIPv4(ReadOnlySpan<byte> address, ushort port) =>
        new(MappedPrefix | BinaryPrimitives.ReadUInt32BigEndian(address), port);

    /// <summary>An end with an IPv6 address given as 16 bytes in network order.</summary>
    public static TcpEndpoint FromIPv6(ReadOnlySpan<byte> address, ushort port) => new(BinaryPrimitives.ReadUInt128BigEndian(address), port);

    /// <summary>The same end for the rest of the program.</summary>
    public IPEndPoint ToIPEndPoint()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Address);
        return new IPEndPoint(new IPAddress(IsIPv4 ? bytes[12..] : bytes), Port);
    }
}
