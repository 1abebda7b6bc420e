using System.Buffers.Binary;
using TapeDeck.Engine.Gor;

namespace TapeDeck.Engine.Formats;

/// <summary>Tells by its first bytes what a file holds. Names are not asked: they are often wrong.</summary>
public static class FormatDetection
{
    /// <summary>As many bytes of a file as are looked at.</summary>
    public const int Bytes = 64 << 10;

    private const int MostRemarks = 20;
    private const uint PcapngBlock = 0x0A0D0D0A;
    private static readonly uint[] s_pcap = [0xA1B2C3D4, 0xD4C3B2A1, 0xA1B23C4D, 0x4D3CB2A1];

    /// <summary>What a file that begins like this holds. Logs often begin in the middle of a line, or with remarks.</summary>
    public static FileFormat Detect(ReadOnlySpan<byte> start)
    {
        if (start.Length >= 4 && BinaryPrimitives.ReadUInt32BigEndian(start) is var magic && (magic == PcapngBlock || s_pcap.Contains(magic)))
        {
            return FileFormat.Packets;
        }

        var text = WithoutMark(start).TrimStart(" \t\r\n"u8);
        return text is [(byte)'{', ..] ? FileFormat.Har
            : HasLogLine(text, 1) ? FileFormat.AccessLog
            : GorFile.WhyNotGor(start) is null ? FileFormat.Gor
            : HasLogLine(text, MostRemarks) ? FileFormat.AccessLog
            : FileFormat.Unknown;
    }

    /// <summary>The bytes after a byte order mark of UTF-8.</summary>
    internal static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> start) => start.StartsWith("\uFEFF"u8) ? start[3..] : start;

    /// <summary>Whether one of the first lines is one of an access log.</summary>
    private static bool HasLogLine(ReadOnlySpan<byte> text, int lines)
    {
        foreach (var line in text.Split((byte)'\n'))
        {
            if (lines-- == 0)
            {
                return false;
            }

            if (AccessLogLine.TryParse(text[line], out _))
            {
                return true;
            }
        }

        return false;
    }
}
