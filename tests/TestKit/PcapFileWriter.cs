using System.Buffers.Binary;

namespace TapeDeck.TestKit;

/// <summary>Writes frames as a pcap file with nanosecond timestamps.</summary>
public static class PcapFileWriter
{
    public static void Write(string path, IEnumerable<CapturedFrame> frames, int linkType = 1)
    {
        using var file = File.Create(path);
        Span<byte> header = stackalloc byte[24];
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0xA1B23C4D);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], 2);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], 4);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], 262_144);
        BinaryPrimitives.WriteInt32LittleEndian(header[20..], linkType);
        file.Write(header);
        foreach (var (timestamp, bytes) in frames)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(header, (uint)(timestamp / 1_000_000_000));
            BinaryPrimitives.WriteUInt32LittleEndian(header[4..], (uint)(timestamp % 1_000_000_000));
            BinaryPrimitives.WriteInt32LittleEndian(header[8..], bytes.Length);
            BinaryPrimitives.WriteInt32LittleEndian(header[12..], bytes.Length);
            file.Write(header[..16]);
            file.Write(bytes);
        }
    }
}
