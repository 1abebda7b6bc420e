namespace TapeDeck.Engine.Capture;

/// <summary>The pcap format (draft-ietf-opsawg-pcap): one link layer, time in microseconds or nanoseconds, either byte order.</summary>
internal sealed class PcapFormat : FrameFormat
{
    private const ulong NanosecondsPerSecond = 1_000_000_000;
    private const int FileHeader = 24;
    private const int UsualFrameHeader = 16;
    private const int ModifiedFrameHeader = 24;

    private readonly uint _fraction;
    private readonly int _frameHeader;
    private int _toSkip;

    private PcapFormat(FileWindow file, bool isBigEndian, uint fraction, int frameHeader)
        : base(file)
    {
        IsBigEndian = isBigEndian;
        _fraction = fraction;
        _frameHeader = frameHeader;
    }

    /// <summary>Reads the file's header; null when it is not that of a pcap file.</summary>
    public static PcapFormat? TryOpen(FileWindow file)
    {
        if (!file.TryPeek(FileHeader, out var header))
        {
            return null;
        }

        PcapFormat? format = header switch
        {
            [0xD4, 0xC3, 0xB2, 0xA1, ..] => new(file, isBigEndian: false, fraction: 1000, UsualFrameHeader),
            [0xA1, 0xB2, 0xC3, 0xD4, ..] => new(file, isBigEndian: true, fraction: 1000, UsualFrameHeader),
            [0x4D, 0x3C, 0xB2, 0xA1, ..] => new(file, isBigEndian: false, fraction: 1, UsualFrameHeader),
            [0xA1, 0xB2, 0x3C, 0x4D, ..] => new(file, isBigEndian: true, fraction: 1, UsualFrameHeader),
            [0x34, 0xCD, 0xB2, 0xA1, ..] => new(file, isBigEndian: false, fraction: 1000, ModifiedFrameHeader), // of old Linux distributions
            [0xA1, 0xB2, 0xCD, 0x34, ..] => new(file, isBigEndian: true, fraction: 1000, ModifiedFrameHeader),
            _ => null,
        };
        if (format is not null)
        {
            format.Link = (LinkType)(ushort)format.ReadUInt32(header[20..]); // the upper half tells of checksums
            file.Skip(FileHeader);
        }

        return format;
    }

    /// <inheritdoc/>
    public override bool TryRead(out ReadOnlySpan<byte> frame, out long timestamp)
    {
        File.Skip(_toSkip);
        _toSkip = 0;
        frame = default;
        timestamp = 0;
        if (!File.TryPeek(_frameHeader, out var header))
        {
            return End();
        }

        var length = ReadUInt32(header[8..]);
        if (length > MostBytes)
        {
            return Fail($"a frame claims to have {length} bytes");
        }

        timestamp = (long)((ReadUInt32(header) * NanosecondsPerSecond) + ((ulong)ReadUInt32(header[4..]) * _fraction));
        if (!File.TryPeek(_frameHeader + (int)length, out var whole))
        {
            return End();
        }

        frame = whole[_frameHeader..];
        _toSkip = whole.Length;
        return true;
    }
}
