using System.Buffers.Binary;

namespace TapeDeck.TestKit;

/// <summary>Writes pcapng files block by block, in either byte order.</summary>
public sealed class PcapngFileWriter(bool bigEndian = false)
{
    private readonly MemoryStream _file = new();

    public byte[] Bytes => _file.ToArray();

    public PcapngFileWriter Section() => Block(0x0A0D0D0A, [.. U32(0x1A2B3C4D), .. U16(1), .. U16(0), .. Enumerable.Repeat((byte)0xFF, 8)]);

    /// <summary>Describes an interface; options are codes and values.</summary>
    public PcapngFileWriter Interface(int linkType, uint snapLength = 0, params (int Code, byte[] Value)[] options)
    {
        var body = new List<byte>([.. U16(linkType), .. U16(0), .. U32(snapLength)]);
        foreach (var (code, value) in options)
        {
            body.AddRange([.. U16(code), .. U16(value.Length), .. Pad(value)]);
        }

        return Block(1, [.. body, .. options.Length > 0 ? U32(0) : []]);
    }

    public PcapngFileWriter Frame(uint source, ulong time, byte[] frame) =>
        Block(6, [.. U32(source), .. U32((uint)(time >> 32)), .. U32((uint)time), .. U32((uint)frame.Length), .. U32((uint)frame.Length), .. Pad(frame)]);

    /// <summary>The block that was in use before <see cref="Frame"/>'s.</summary>
    public PcapngFileWriter OldFrame(int source, ulong time, byte[] frame) =>
        Block(2, [.. U16(source), .. U16(7), .. U32((uint)(time >> 32)), .. U32((uint)time), .. U32((uint)frame.Length), .. U32((uint)frame.Length), .. Pad(frame)]);

    /// <summary>The block without interface and time.</summary>
    public PcapngFileWriter SimpleFrame(byte[] frame, uint? length = null) => Block(3, [.. U32(length ?? (uint)frame.Length), .. Pad(frame)]);

    public PcapngFileWriter Block(uint type, byte[] body)
    {
        byte[] length = U32((uint)body.Length + 12);
        _file.Write([.. U32(type), .. length, .. body, .. length]);
        return this;
    }

    public byte[] U64(ulong value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, bigEndian ? BinaryPrimitives.ReverseEndianness(value) : value);
        return bytes;
    }

    private static byte[] Pad(byte[] value) => [.. value, .. new byte[(4 - (value.Length % 4)) % 4]];

    private byte[] U16(int value) => bigEndian ? [(byte)(value >> 8), (byte)value] : [(byte)value, (byte)(value >> 8)];

    private byte[] U32(uint value) => bigEndian
        ? [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value]
        : [(byte)value, (byte)(value >> 8), (byte)(value >> 16), (byte)(value >> 24)];
}
