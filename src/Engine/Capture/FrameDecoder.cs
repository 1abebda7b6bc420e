using System.Buffers.Binary;
using TapeDeck.Engine.Tcp;

namespace TapeDeck.Engine.Capture;

/// <summary>
/// Finds the TCP segment in a frame. Works on the borrowed bytes and allocates nothing, except for IP fragments, which it keeps until they are whole.
/// Checksums are not verified: offload leaves them wrong on the sending machine.
/// </summary>
internal sealed class FrameDecoder
{
    private const byte Tcp = 6;
    private const int MinimalTcpHeader = 20;
    private const int MaxTunnels = 4;

    /// <summary>The fragments that wait for others.</summary>
    public FragmentStore Fragments { get; } = new();

    /// <summary>Decodes a frame of a link layer, captured at <paramref name="timestamp"/>, nanoseconds since the Unix epoch.</summary>
    public FrameVerdict Decode(ReadOnlySpan<byte> frame, LinkType link, long timestamp, out TcpSegment segment)
    {
        segment = default;
        var verdict = LinkLayer.Strip(link, ref frame);
        for (var tunnels = 0; verdict == FrameVerdict.Segment; tunnels++)
        {
            if (!IpPacket.TryRead(frame, out var packet))
            {
                return FrameVerdict.Malformed;
            }

            if (packet.IsFragment)
            {
                if (!Fragments.TryJoin(ref packet, timestamp, out var datagram))
                {
                    return FrameVerdict.Fragment;
                }

                packet.Payload = datagram;
                packet.WireLength = datagram.Length;
            }

            if (packet.Protocol == Tcp)
            {
                return DecodeTcp(packet, timestamp, out segment);
            }

            verdict = tunnels < MaxTunnels ? Tunnel.Open(packet, out frame) : FrameVerdict.NotTcp;
        }

        return verdict;
    }

    private static FrameVerdict DecodeTcp(scoped in IpPacket packet, long timestamp, out TcpSegment segment)
    {
        segment = default;
        var tcp = packet.Payload;
        var header = tcp.Length < MinimalTcpHeader ? 0 : (tcp[12] >> 4) * 4;
        if (header < MinimalTcpHeader || header > packet.WireLength)
        {
            return FrameVerdict.Malformed;
        }

        var flags = (TcpFlags)tcp[13];
        segment = new TcpSegment
        {
            Source = End(packet.Source, BinaryPrimitives.ReadUInt16BigEndian(tcp)),
            Destination = End(packet.Destination, BinaryPrimitives.ReadUInt16BigEndian(tcp[2..])),
            Sequence = BinaryPrimitives.ReadUInt32BigEndian(tcp[4..]),
            Acknowledgment = (flags & TcpFlags.Ack) != 0 ? BinaryPrimitives.ReadUInt32BigEndian(tcp[8..]) : 0,
            Flags = flags,
            Payload = tcp.Length > header ? tcp[header..] : default,
            WireLength = packet.WireLength - header,
            Timestamp = timestamp,
        };
        return FrameVerdict.Segment;
    }

    private static TcpEndpoint End(ReadOnlySpan<byte> address, ushort port) =>
        address.Length == 4 ? TcpEndpoint.FromIPv4(address, port) : TcpEndpoint.FromIPv6(address, port);
}
