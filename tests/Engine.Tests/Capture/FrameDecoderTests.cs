using System.Net;
using CsCheck;
using PacketDotNet;
using TapeDeck.Engine.Capture;
using TapeDeck.Engine.Tcp;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Capture;

public class FrameDecoderTests
{
    private static readonly string[] s_ethernet = ["ethernet", "vlan", "qinq", "pppoe", "snap", "vxlan"];
    private static readonly IPEndPoint s_client4 = IPEndPoint.Parse("10.1.2.3:50000");
    private static readonly IPEndPoint s_server4 = IPEndPoint.Parse("10.9.9.9:80");
    private static readonly IPEndPoint s_client6 = IPEndPoint.Parse("[2001:db8::5]:50000");
    private static readonly IPEndPoint s_server6 = IPEndPoint.Parse("[2001:db8::9]:8080");

    public static TheoryData<string, bool> Layers
    {
        get
        {
            string[] layers = ["ethernet", "vlan", "qinq", "pppoe", "snap", "vxlan", "cooked", "cooked2", "null", "loop", "raw"];
            var rows = new TheoryData<string, bool>();
            foreach (var layer in layers)
            {
                rows.Add(layer, false);
                rows.Add(layer, true);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void Decode_AnyLinkLayer_FindsTheSegmentWithoutPadding(string layer, bool six)
    {
        var (client, server) = six ? (s_client6, s_server6) : (s_client4, s_server4);
        foreach (var payload in (byte[][])[[], [7], [0, 0, 0], new byte[1400]])
        {
            var frame = Wrap(layer, FrameBuilder.IpPacket(client, server, 0xFFFF_FFF0, 77, FrameBuilder.Ack, payload));
            Assert.Equal(FrameVerdict.Segment, new FrameDecoder().Decode(frame, LinkOf(layer), 5, out var segment));
            Assert.Equal(client, segment.Source.ToIPEndPoint());
            Assert.Equal(server, segment.Destination.ToIPEndPoint());
            Assert.Equal((0xFFFF_FFF0u, 77u, TcpFlags.Ack, 5L), (segment.Sequence, segment.Acknowledgment, segment.Flags, segment.Timestamp));
            Assert.Equal(payload, segment.Payload.ToArray());
            Assert.Equal(payload.Length, segment.WireLength);
        }
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void Decode_CutAnywhere_NeverThrowsNorInventsBytes(string layer, bool six)
    {
        var (client, server) = six ? (s_client6, s_server6) : (s_client4, s_server4);
        var frame = Wrap(layer, FrameBuilder.IpPacket(client, server, 1, 2, FrameBuilder.Ack, "0123456789"u8));
        for (var length = 0; length < frame.Length; length++)
        {
            if (new FrameDecoder().Decode(frame.AsSpan(0, length), LinkOf(layer), 0, out var segment) == FrameVerdict.Segment)
            {
                Assert.Equal(10, segment.WireLength);
                Assert.True("0123456789"u8.StartsWith(segment.Payload));
            }
        }
    }

    [Fact]
    public void Decode_RandomFrames_AgreesWithPacketDotNet()
    {
        var addresses = Gen.OneOf(Gen.Byte.Array[4], Gen.Byte.Array[16]);
        var generated = Gen.Select(addresses, Gen.UShort, Gen.UShort, Gen.UInt, Gen.UInt, Gen.Byte, Gen.Byte.Array[0, 200]);
        generated.Sample((address, from, to, sequence, acknowledgment, flags, payload) =>
        {
            var source = new IPEndPoint(new IPAddress(address), from);
            var target = new IPEndPoint(new IPAddress([.. address.Reverse()]), to);
            var frame = FrameBuilder.Tcp(source, target, sequence, acknowledgment, flags, payload);
            var oracle = Packet.ParsePacket(LinkLayers.Ethernet, frame).Extract<TcpPacket>();
            var verdict = new FrameDecoder().Decode(frame, LinkType.Ethernet, 0, out var segment);
            return verdict == FrameVerdict.Segment
                && segment.Source.Port == oracle.SourcePort && segment.Destination.Port == oracle.DestinationPort
                && segment.Sequence == oracle.SequenceNumber
                && (segment.Acknowledgment == oracle.AcknowledgmentNumber || !oracle.Acknowledgment)
                && (segment.Has(TcpFlags.Syn), segment.Has(TcpFlags.Fin), segment.Has(TcpFlags.Rst)) == (oracle.Synchronize, oracle.Finished, oracle.Reset)
                && segment.Payload.SequenceEqual(oracle.PayloadData);
        });
    }

    [Fact]
    public void Decode_RandomBytes_NeverThrows()
    {
        var links = Enum.GetValues<LinkType>();
        Gen.Select(Gen.Byte.Array[0, 120], Gen.Int[0, links.Length - 1], Gen.Int[0, 40]).Sample((bytes, link, at) =>
        {
            if (at + 12 < bytes.Length)
            {
                bytes[at] = 0x45; // likely enough to get beyond the link header now and then
                bytes[at + 9] = 6;
            }

            return Enum.IsDefined(new FrameDecoder().Decode(bytes, links[link], 0, out _));
        });
    }

    [Fact]
    public void Decode_IpOptionsAndLengthZero_StillFindsThePayload()
    {
        var packet = FrameBuilder.IpPacket(s_client4, s_server4, 1, 2, FrameBuilder.Ack, "abc"u8, ipOptions: [0x94, 4, 0, 0]);
        Assert.Equal(FrameVerdict.Segment, new FrameDecoder().Decode(packet, LinkType.Raw, 0, out var segment));
        Assert.Equal("abc"u8.ToArray(), segment.Payload.ToArray());

        (packet[2], packet[3]) = (0, 0); // as segmentation offload leaves it
        Assert.Equal(FrameVerdict.Segment, new FrameDecoder().Decode(packet, LinkType.Raw, 0, out segment));
        Assert.Equal("abc"u8.ToArray(), segment.Payload.ToArray());
    }

    [Fact]
    public void Decode_IPv6Extensions_AreSkipped()
    {
        byte[] tcp = FrameBuilder.IpPacket(s_client6, s_server6, 9, 2, FrameBuilder.Ack, "abc"u8)[40..];
        byte[] extended = [60, 0, 1, 4, 0, 0, 0, 0, 44, 1, .. new byte[14], 6, 0, 0, 0, 0, 0, 0, 1, .. tcp];
        var packet = FrameBuilder.Ip(s_client6.Address, s_server6.Address, 0, extended);
        Assert.Equal(FrameVerdict.Segment, new FrameDecoder().Decode(packet, LinkType.Raw, 0, out var segment));
        Assert.Equal((9u, 3), (segment.Sequence, segment.Payload.Length));
    }

    [Fact]
    public void Decode_FragmentsInAnyOrder_AreJoinedOnce()
    {
        var payload = Enumerable.Range(0, 1000).Select(i => (byte)i).ToArray();
        var parts = FrameBuilder.Fragments(FrameBuilder.IpPacket(s_client4, s_server4, 1, 2, FrameBuilder.Ack, payload), 200).ToArray();
        Gen.Shuffle(parts).Sample(shuffled =>
        {
            var decoder = new FrameDecoder();
            foreach (var part in shuffled[..^1])
            {
                Assert.Equal(FrameVerdict.Fragment, decoder.Decode(part, LinkType.Raw, 0, out _));
            }

            Assert.Equal(FrameVerdict.Segment, decoder.Decode(shuffled[^1], LinkType.Raw, 0, out var segment));
            Assert.Equal(payload, segment.Payload.ToArray());
            Assert.Equal(parts.Length - 1, decoder.Fragments.Absorbed);
        });
    }

    [Fact]
    public void Decode_FragmentsThatNeverBecomeWhole_AreCountedAsLost()
    {
        var decoder = new FrameDecoder();
        for (var i = 0; i < 100; i++)
        {
            var client = new IPEndPoint(new IPAddress([10, 0, 0, (byte)i]), 1);
            decoder.Decode(FrameBuilder.Fragments(FrameBuilder.IpPacket(client, s_server4, 1, 2, 0, new byte[500]), 200).First(), LinkType.Raw, i, out _);
        }

        decoder.Fragments.End();
        Assert.Equal((0, 100), (decoder.Fragments.Absorbed, decoder.Fragments.Lost));
    }

    [Fact]
    public void Decode_OtherProtocols_AreNotTcp()
    {
        var udp = FrameBuilder.Ethernet(FrameBuilder.Ip(s_client4.Address, s_server4.Address, 17, new byte[20]));
        Assert.Equal(FrameVerdict.NotTcp, new FrameDecoder().Decode(udp, LinkType.Ethernet, 0, out _));
        byte[] arp = [.. new byte[12], 8, 6, .. new byte[46]];
        Assert.Equal(FrameVerdict.NotTcp, new FrameDecoder().Decode(arp, LinkType.Ethernet, 0, out _));
        Assert.Equal(FrameVerdict.NotTcp, new FrameDecoder().Decode(udp, (LinkType)105, 0, out _));
    }

    [Fact]
    public void Decode_Repeatedly_AllocatesNothing()
    {
        var decoder = new FrameDecoder();
        byte[][] frames = [.. s_ethernet.Select(layer => Wrap(layer, FrameBuilder.IpPacket(s_client4, s_server4, 1, 2, FrameBuilder.Ack, "abc"u8)))];
        decoder.Decode(frames[0], LinkType.Ethernet, 0, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
        {
            decoder.Decode(frames[i % frames.Length], LinkType.Ethernet, i, out _);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static LinkType LinkOf(string layer) => layer switch
    {
        "cooked" => LinkType.Cooked,
        "cooked2" => LinkType.CookedV2,
        "null" => LinkType.Null,
        "loop" => LinkType.Loop,
        "raw" => LinkType.Raw,
        _ => LinkType.Ethernet,
    };

    private static byte[] Wrap(string layer, byte[] packet) => layer switch
    {
        "vlan" => FrameBuilder.Ethernet(packet, 100),
        "qinq" => FrameBuilder.Ethernet(packet, 200, 100),
        "pppoe" => FrameBuilder.Pppoe(packet),
        "snap" => FrameBuilder.Snap(packet),
        "vxlan" => FrameBuilder.Vxlan(packet),
        "cooked" => FrameBuilder.Cooked(packet),
        "cooked2" => FrameBuilder.CookedV2(packet),
        "null" or "loop" => FrameBuilder.Null(packet),
        "raw" => packet,
        _ => FrameBuilder.Ethernet(packet),
    };
}
