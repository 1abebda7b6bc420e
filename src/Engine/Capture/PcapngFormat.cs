namespace TapeDeck.Engine.Capture;

/// <summary>
/// The pcapng format (draft-ietf-opsawg-pcapng): sections of blocks, each section with its own byte order and descriptions of interfaces, each
/// interface with its own link layer and clock. Blocks that hold no frame are passed over.
/// </summary>
internal sealed class PcapngFormat : FrameFormat
{
    private const int BlockHeader = 8;
    private const int BlockTrailer = 4;
    private const int FrameHeader = 20;
    private const uint SectionHeader = 0x0A0D0D0A;
    private const uint InterfaceDescription = 1;
    private const uint OldPacket = 2;
    private const uint SimplePacket = 3;
    private const uint EnhancedPacket = 6;

    private readonly List<PcapngInterface> _interfaces = [];
    private int _toSkip;

    private PcapngFormat(FileWindow file)
        : base(file) => Link = LinkType.Ethernet; // for want of a frame that tells

    /// <summary>Begins at the first section; null when the file does not begin with one.</summary>
    public static PcapngFormat? TryOpen(FileWindow file) =>
        file.TryPeek(BlockHeader + 4, out var start) && start is [0x0A, 0x0D, 0x0D, 0x0A, ..] && ByteOrder(start) is not null ? new PcapngFormat(file) : null;

    /// <inheritdoc/>
    public override bool TryRead(out ReadOnlySpan<byte> frame, out long timestamp)
    {
        while (TryReadBlock(out var type, out var body))
        {
            switch (type)
            {
                case SectionHeader:
                    _interfaces.Clear();
                    break;
                case InterfaceDescription when !TryDescribe(body):
                    return Nothing(out frame, out timestamp);
                case EnhancedPacket:
                    return TryTake(body, body.Length >= FrameHeader ? ReadUInt32(body) : 0, out frame, out timestamp);
                case OldPacket:
                    return TryTake(body, body.Length >= FrameHeader ? ReadUInt16(body) : 0u, out frame, out timestamp);
                case SimplePacket:
                    return TryTakeSimple(body, out frame, out timestamp);
            }
        }

        return Nothing(out frame, out timestamp);
    }

    private static bool Nothing(out ReadOnlySpan<byte> frame, out long timestamp)
    {
        frame = default;
        timestamp = 0;
        return false;
    }

    /// <summary>Whether a section has its highest bytes first; null when it does not say.</summary>
    private static bool? ByteOrder(ReadOnlySpan<byte> section) => section[BlockHeader..] switch
    {
        [0x1A, 0x2B, 0x3C, 0x4D, ..] => true,
        [0x4D, 0x3C, 0x2B, 0x1A, ..] => false,
        _ => null,
    };

    private bool TryReadBlock(out uint type, out ReadOnlySpan<byte> body)
    {
        File.Skip(_toSkip);
        _toSkip = 0;
        type = 0;
        body = default;
        if (!File.TryPeek(BlockHeader, out var header))
        {
            return End();
        }

        type = ReadUInt32(header);
        if (type == SectionHeader && !TryReadByteOrder())
        {
            return false;
        }

        var length = ReadUInt32(header[4..]);
        if (length is < BlockHeader + BlockTrailer or > MostBytes || length % 4 != 0)
        {
            return Fail($"a block claims to have {length} bytes");
        }

        if (!File.TryPeek((int)length, out var block))
        {
            return End();
        }

        if (ReadUInt32(block[^BlockTrailer..]) != length)
        {
            return Fail("a block ends with another length than it begins with");
        }

        body = block[BlockHeader..^BlockTrailer];
        _toSkip = block.Length;
        return true;
    }

    private bool TryReadByteOrder()
    {
        if (!File.TryPeek(BlockHeader + 4, out var section))
        {
            return End();
        }

        IsBigEndian = ByteOrder(section) ?? IsBigEndian;
        return ByteOrder(section) is not null || Fail("a section does not tell its byte order");
    }

    private bool TryDescribe(ReadOnlySpan<byte> body)
    {
        const int header = 8;
        if (body.Length < header)
        {
            return Fail("the description of an interface is too short");
        }

        var described = new PcapngInterface { Link = (LinkType)ReadUInt16(body), SnapshotLength = ReadUInt32(body[4..]) };
        for (var options = body[header..]; options.Length >= 4 && ReadUInt16(options) != 0;)
        {
            var length = ReadUInt16(options[2..]);
            if (options.Length < 4 + length)
            {
                return Fail("the description of an interface is cut");
            }

            switch (ReadUInt16(options), length)
            {
                case (9, 1) when !described.TrySetResolution(options[4]):
                    return Fail($"an interface has a time resolution, {options[4]}, that cannot be");
                case (14, 8):
                    described.OffsetSeconds = (long)ReadUInt64(options[4..]);
                    break;
            }

            options = options[Math.Min(options.Length, 4 + ((length + 3) & ~3))..];
        }

        _interfaces.Add(described);
        return true;
    }

    private bool TryTake(ReadOnlySpan<byte> body, uint number, out ReadOnlySpan<byte> frame, out long timestamp)
    {
        Nothing(out frame, out timestamp);
        if (body.Length < FrameHeader || ReadUInt32(body[12..]) > body.Length - FrameHeader)
        {
            return Fail("a frame is longer than its block");
        }

        if (number >= _interfaces.Count)
        {
            return Fail($"a frame belongs to interface {number}, which is not described");
        }

        var source = _interfaces[(int)number];
        Link = source.Link;
        timestamp = source.ToNanoseconds(((ulong)ReadUInt32(body[4..]) << 32) | ReadUInt32(body[8..]));
        frame = body.Slice(FrameHeader, (int)ReadUInt32(body[12..]));
        return true;
    }

    /// <summary>A frame of the first interface without time.</summary>
    private bool TryTakeSimple(ReadOnlySpan<byte> body, out ReadOnlySpan<byte> frame, out long timestamp)
    {
        const int header = 4;
        Nothing(out frame, out timestamp);
        if (body.Length < header || _interfaces.Count == 0)
        {
            return Fail("a frame belongs to interface 0, which is not described");
        }

        var source = _interfaces[0];
        Link = source.Link;
        var captured = Math.Min(ReadUInt32(body), (uint)(body.Length - header));
        frame = body.Slice(header, (int)Math.Min(captured, source.SnapshotLength == 0 ? MostBytes : source.SnapshotLength));
        return true;
    }
}
