using System.Buffers.Binary;

namespace TapeDeck.Engine.Capture;

/// <summary>The parts of an IP packet: version 4 (RFC 791) with options, version 6 (RFC 8200) with extension headers.</summary>
internal ref struct IpPacket
{
    private const int MinimalIPv4Header = 20;
    private const int IPv6Header = 40;

    /// <summary>Source address, 4 or 16 bytes.</summary>
    public ReadOnlySpan<byte> Source;

    /// <summary>Destination address, 4 or 16 bytes.</summary>
    public ReadOnlySpan<byte> Destination;

    /// <summary>The captured bytes after all IP headers.</summary>
    public ReadOnlySpan<byte> Payload;

    /// <summary>Bytes of the payload on the wire; more than captured when the frame was cut.</summary>
    public int WireLength;

    /// <summary>Protocol of the payload.</summary>
    public byte Protocol;

    /// <summary>Identification of the datagram that this is a fragment of.</summary>
    public uint FragmentId;

    /// <summary>Where in its datagram the payload belongs.</summary>
    public int FragmentOffset;

    /// <summary>Whether more fragments follow.</summary>
    public bool MoreFragments;

    /// <summary>Whether this is a part of a datagram only.</summary>
    public readonly bool IsFragment => MoreFragments || FragmentOffset > 0;

    /// <summary>Reads the headers at the start of <paramref name="bytes"/>; false when they are cut or make no sense.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out IpPacket packet)
    {
        packet = default;
        return !bytes.IsEmpty && (bytes[0] >> 4) switch
        {
            4 => packet.TryReadIPv4(bytes),
            6 => packet.TryReadIPv6(bytes),
            _ => false,
        };
    }

    private bool TryReadIPv4(ReadOnlySpan<byte> bytes)
    {
        var header = (bytes[0] & 0x0F) * 4;
        if (header < MinimalIPv4Header || bytes.Length < header)
        {
            return false;
        }

        // What lies behind the total length is padding of the link; 0 is what segmentation offload leaves there.
        int total = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        total = total == 0 ? bytes.Length : total;
        if (total < header)
        {
            return false;
        }

        var fragment = BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]);
        FragmentId = BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
        FragmentOffset = (fragment & 0x1FFF) * 8;
        MoreFragments = (fragment & 0x2000) != 0;
        Protocol = bytes[9];
        Source = bytes.Slice(12, 4);
        Destination = bytes.Slice(16, 4);
        WireLength = total - header;
        Payload = bytes[header..Math.Min(total, bytes.Length)];
        return true;
    }

    private bool TryReadIPv6(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < IPv6Header)
        {
            return false;
        }

        // A length of 0 stands for a jumbogram (RFC 2675) or for segmentation offload.
        int length = BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
        WireLength = length == 0 ? bytes.Length - IPv6Header : length;
        Protocol = bytes[6];
        Source = bytes.Slice(8, 16);
        Destination = bytes.Slice(24, 16);
        Payload = bytes.Slice(IPv6Header, Math.Min(WireLength, bytes.Length - IPv6Header));
        return SkipExtensions();
    }

    private bool SkipExtensions()
    {
        while (true)
        {
            switch (Protocol)
            {
                case 0 or 43 or 60 when Payload.Length >= 2: // hop-by-hop, routing, destination options
                    if (!TrySkip((Payload[1] + 1) * 8))
                    {
                        return false;
                    }

                    break;
                case 44 when Payload.Length >= 8:
                    var fragment = BinaryPrimitives.ReadUInt16BigEndian(Payload[2..]);
                    FragmentId = BinaryPrimitives.ReadUInt32BigEndian(Payload[4..]);
                    FragmentOffset = fragment & 0xFFF8;
                    MoreFragments = (fragment & 1) != 0;
                    TrySkip(8);
                    if (FragmentOffset > 0)
                    {
                        return true; // only the first fragment shows what comes next
                    }

                    break;
                case 51 when Payload.Length >= 2: // authentication
                    if (!TrySkip((Payload[1] + 2) * 4))
                    {
                        return false;
                    }

                    break;
                case 0 or 43 or 44 or 51 or 60:
                    return false;
                default:
                    return true;
            }
        }
    }

    private bool TrySkip(int header)
    {
        if (Payload.Length < header)
        {
            return false;
        }

        Protocol = Payload[0];
        Payload = Payload[header..];
        WireLength -= header;
        return true;
    }
}
