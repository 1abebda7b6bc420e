using System.Buffers.Binary;

namespace TapeDeck.Engine.Capture;

/// <summary>Opens what carries packets inside packets: VXLAN (RFC 7348), Geneve (RFC 8926), GRE (RFC 2784), also in UDP (RFC 8086), IP in IP.</summary>
internal static class Tunnel
{
    private const int UdpHeader = 8;
    private const ushort EthernetInside = 0x6558;

    /// <summary>The IP packet inside <paramref name="outer"/>; <see cref="FrameVerdict.NotTcp"/> when it is no tunnel.</summary>
    public static FrameVerdict Open(scoped in IpPacket outer, out ReadOnlySpan<byte> inner)
    {
        inner = outer.Payload;
        return outer.Protocol switch
        {
            4 or 41 => FrameVerdict.Segment,
            17 => OpenUdp(ref inner),
            47 => OpenGre(ref inner),
            _ => FrameVerdict.NotTcp,
        };
    }

    private static FrameVerdict OpenUdp(ref ReadOnlySpan<byte> packet)
    {
        if (packet.Length < UdpHeader + 8)
        {
            return FrameVerdict.NotTcp;
        }

        var port = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
        packet = packet[UdpHeader..];
        return port switch
        {
            4789 when (packet[0] & 0x08) != 0 => Enter(ref packet, 8, EthernetInside), // the flag: the network identifier is valid
            6081 => Enter(ref packet, 8 + (4 * (packet[0] & 0x3F)), BinaryPrimitives.ReadUInt16BigEndian(packet[2..])),
            4754 => OpenGre(ref packet),
            _ => FrameVerdict.NotTcp,
        };
    }

    private static FrameVerdict OpenGre(ref ReadOnlySpan<byte> packet)
    {
        const int checksum = 0x8000, key = 0x2000, sequence = 0x1000, version = 7;
        if (packet.Length < 4)
        {
            return FrameVerdict.Malformed;
        }

        var flags = BinaryPrimitives.ReadUInt16BigEndian(packet);
        var header = 4 + Optional(flags, checksum) + Optional(flags, key) + Optional(flags, sequence);
        return (flags & version) != 0 ? FrameVerdict.NotTcp : Enter(ref packet, header, BinaryPrimitives.ReadUInt16BigEndian(packet[2..]));
    }

    private static int Optional(int flags, int field) => (flags & field) != 0 ? 4 : 0;

    private static FrameVerdict Enter(ref ReadOnlySpan<byte> packet, int header, ushort protocol)
    {
        if (packet.Length < header)
        {
            return FrameVerdict.Malformed;
        }

        packet = packet[header..];
        return protocol == EthernetInside ? LinkLayer.StripEthernet(ref packet) : LinkLayer.StripTags(protocol, ref packet);
    }
}
