using System.Buffers.Binary;
using System.Net;

namespace TapeDeck.TestKit;

/// <summary>Makes frames byte by byte: IP packets with a TCP segment, and the headers that may stand in front of them.</summary>
public static class FrameBuilder
{
    public const byte Fin = 0x01;
    public const byte Syn = 0x02;
    public const byte Rst = 0x04;
    public const byte Ack = 0x10;

    /// <summary>An IP packet of the ends' address family, without a link header.</summary>
    public static byte[] IpPacket(IPEndPoint from, IPEndPoint to, uint sequence, uint acknowledgment, byte flags, ReadOnlySpan<byte> payload, byte[]? ipOptions = null)
    {
        byte[] tcp = [.. U16(from.Port), .. U16(to.Port), .. U32(sequence), .. U32(acknowledgment), 0x50, flags, 0xFF, 0xFF, 0, 0, 0, 0, .. payload];
        return Ip(from.Address, to.Address, 6, tcp, ipOptions);
    }

    /// <summary>The same in an Ethernet frame, padded to its shortest length.</summary>
    public static byte[] Tcp(IPEndPoint from, IPEndPoint to, uint sequence, uint acknowledgment, byte flags, ReadOnlySpan<byte> payload) =>
        Ethernet(IpPacket(from, to, sequence, acknowledgment, flags, payload));

    /// <summary>An IP packet of any protocol.</summary>
    public static byte[] Ip(IPAddress from, IPAddress to, byte protocol, ReadOnlySpan<byte> payload, byte[]? options = null)
    {
        if (from.GetAddressBytes().Length == 16)
        {
            return [0x60, 0, 0, 0, .. U16(payload.Length), protocol, 64, .. from.GetAddressBytes(), .. to.GetAddressBytes(), .. payload];
        }

        var header = 20 + (options?.Length ?? 0);
        return
        [
            (byte)(0x40 | (header / 4)), 0, .. U16(header + payload.Length), 0x12, 0x34, 0x40, 0, 64, protocol, 0, 0,
            .. from.GetAddressBytes(), .. to.GetAddressBytes(), .. options ?? [], .. payload,
        ];
    }

    /// <summary>IPv4 fragments of a packet without options.</summary>
    public static IEnumerable<byte[]> Fragments(byte[] packet, int size)
    {
        for (var offset = 20; offset < packet.Length; offset += size)
        {
            var part = packet[offset..Math.Min(packet.Length, offset + size)];
            byte[] fragment = [.. packet[..20], .. part];
            BinaryPrimitives.WriteUInt16BigEndian(fragment.AsSpan(2), (ushort)fragment.Length);
            var more = offset + size < packet.Length ? 0x2000 : 0;
            BinaryPrimitives.WriteUInt16BigEndian(fragment.AsSpan(6), (ushort)(more | ((offset - 20) / 8)));
            yield return fragment;
        }
    }

    public static byte[] Ethernet(byte[] packet, params int[] vlans)
    {
        byte[] frame =
        [
            2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, .. vlans.SelectMany((vlan, i) => (byte[])[.. U16(i + 1 < vlans.Length ? 0x88A8 : 0x8100), .. U16(vlan)]),
            .. U16(EtherType(packet)), .. packet,
        ];
        return frame.Length < 60 ? [.. frame, .. new byte[60 - frame.Length]] : frame;
    }

    public static byte[] Cooked(byte[] packet) => [0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0, .. U16(EtherType(packet)), .. packet];

    public static byte[] CookedV2(byte[] packet) => [.. U16(EtherType(packet)), 0, 0, 0, 0, 0, 2, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0, .. packet];

    public static byte[] Null(byte[] packet) => [packet[0] >> 4 == 6 ? (byte)30 : (byte)2, 0, 0, 0, .. packet];

    public static byte[] Pppoe(byte[] packet) =>
        [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 0x88, 0x64, 0x11, 0, 0, 7, .. U16(packet.Length + 2), 0, packet[0] >> 4 == 6 ? (byte)0x57 : (byte)0x21, .. packet];

    public static byte[] Snap(byte[] packet) =>
        [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, .. U16(packet.Length + 8), 0xAA, 0xAA, 3, 0, 0, 0, .. U16(EtherType(packet)), .. packet];

    public static byte[] Vxlan(byte[] packet)
    {
        var inner = Ethernet(packet);
        byte[] udp = [0xC0, 0, .. U16(4789), .. U16(16 + inner.Length), 0, 0, 8, 0, 0, 0, 0, 0x10, 0x92, 0, .. inner];
        return Ethernet(Ip(IPAddress.Parse("172.16.0.1"), IPAddress.Parse("172.16.0.2"), 17, udp));
    }

    private static int EtherType(byte[] packet) => packet[0] >> 4 == 6 ? 0x86DD : 0x0800;

    private static byte[] U16(int value) => [(byte)(value >> 8), (byte)value];

    private static byte[] U32(uint value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];
}
