using System.Buffers.Binary;

namespace TapeDeck.Engine.Capture;

/// <summary>Takes off everything in front of the IP header: link header, VLAN and VN tags, LLC/SNAP, PPPoE.</summary>
internal static class LinkLayer
{
    private const int EthernetHeader = 14;
    private const ushort SnapLimit = 0x600;

    /// <summary>Cuts <paramref name="frame"/> down to the IP packet in it.</summary>
    public static FrameVerdict Strip(LinkType link, ref ReadOnlySpan<byte> frame) => link switch
    {
        LinkType.Ethernet => StripEthernet(ref frame),
        LinkType.Cooked => StripCooked(ref frame, header: 16, protocolAt: 14),
        LinkType.CookedV2 => StripCooked(ref frame, header: 20, protocolAt: 0),
        LinkType.Null or LinkType.Loop => Skip(ref frame, 4),
        LinkType.Raw or LinkType.RawLinux or LinkType.RawOpenBsd or LinkType.IPv4 or LinkType.IPv6 => FrameVerdict.Segment,
        LinkType.NetfilterLog => StripNetfilterLog(ref frame),
        _ => FrameVerdict.NotTcp,
    };

    /// <summary>The same for Ethernet, which also occurs inside tunnels.</summary>
    public static FrameVerdict StripEthernet(ref ReadOnlySpan<byte> frame) => StripCooked(ref frame, EthernetHeader, protocolAt: 12);

    private static FrameVerdict Skip(ref ReadOnlySpan<byte> frame, int count)
    {
        if (frame.Length < count)
        {
            return FrameVerdict.Malformed;
        }

        frame = frame[count..];
        return FrameVerdict.Segment;
    }

    private static FrameVerdict StripCooked(ref ReadOnlySpan<byte> frame, int header, int protocolAt)
    {
        if (frame.Length < header)
        {
            return FrameVerdict.Malformed;
        }

        var protocol = BinaryPrimitives.ReadUInt16BigEndian(frame[protocolAt..]);
        frame = frame[header..];
        return StripTags(protocol, ref frame);
    }

    /// <summary>Takes off what stands between a link header that announced <paramref name="protocol"/> and the IP header.</summary>
    public static FrameVerdict StripTags(ushort protocol, ref ReadOnlySpan<byte> frame)
    {
        while (true)
        {
            // Each tag holds the protocol of what follows in its last two bytes.
            var tag = protocol switch
            {
                0x0800 or 0x86DD => 0,
                0x8100 or 0x88A8 or 0x9100 or 0x9200 => 4,
                0x8926 => 6, // VN-Tag
                0x8864 => 8, // PPPoE session
                < SnapLimit when frame is [0xAA, 0xAA, 0x03, ..] => 8,
                _ => -1,
            };

            if (tag <= 0)
            {
                return tag == 0 ? FrameVerdict.Segment : FrameVerdict.NotTcp;
            }

            if (frame.Length < tag)
            {
                return FrameVerdict.Malformed;
            }

            var isPpp = protocol == 0x8864;
            protocol = BinaryPrimitives.ReadUInt16BigEndian(frame[(tag - 2)..]);
            protocol = !isPpp ? protocol : protocol switch { 0x0021 => (ushort)0x0800, 0x0057 => (ushort)0x86DD, _ => ushort.MaxValue };
            frame = frame[tag..];
        }
    }

    /// <summary>A list of attributes, each with length and type in the byte order of the machine that wrote it; number 9 is the packet.</summary>
    private static FrameVerdict StripNetfilterLog(ref ReadOnlySpan<byte> frame)
    {
        const int packet = 9;
        var rest = frame.Length < 4 ? default : frame[4..];
        while (rest.Length >= 4)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(rest);
            if (length < 4 || length > rest.Length)
            {
                break;
            }

            if (BinaryPrimitives.ReadUInt16LittleEndian(rest[2..]) == packet)
            {
                frame = rest[4..length];
                return FrameVerdict.Segment;
            }

            rest = rest[Math.Min(rest.Length, (length + 3) & ~3)..];
        }

        return FrameVerdict.Malformed;
    }
}
