using System.Buffers.Binary;

namespace TapeDeck.Engine.Capture;

/// <summary>Reads the frames of a capture file in one of its formats, each frame where the file's window has it.</summary>
internal abstract class FrameFormat(FileWindow file)
{
    /// <summary>What no frame and no block is larger than; a number above it is damage.</summary>
    protected const uint MostBytes = 16 << 20;

    /// <summary>The link layer of the frame read last; before the first, what the file's header says.</summary>
    public LinkType Link { get; protected set; }

    /// <summary>Why the file cannot be read on; null while it can.</summary>
    public string? Failure { get; private set; }

    /// <summary>Whether the file ended in the middle of a frame, as it does when its writer was killed.</summary>
    public bool IsCutOff { get; private set; }

    protected FileWindow File => file;

    /// <summary>Whether the numbers of the file have their highest byte first.</summary>
    protected bool IsBigEndian { get; set; }

    /// <summary>The next frame, valid until the next call, and its time in nanoseconds since the Unix epoch; false when there is no more, or none that can be read.</summary>
    public abstract bool TryRead(out ReadOnlySpan<byte> frame, out long timestamp);

    protected ushort ReadUInt16(ReadOnlySpan<byte> bytes) =>
        IsBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    protected uint ReadUInt32(ReadOnlySpan<byte> bytes) =>
        IsBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    protected ulong ReadUInt64(ReadOnlySpan<byte> bytes) =>
        IsBigEndian ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : BinaryPrimitives.ReadUInt64LittleEndian(bytes);

    /// <summary>Notes that the file ends here, and whether it should not have.</summary>
    protected bool End()
    {
        IsCutOff = !file.IsAtEnd;
        return false;
    }

    /// <summary>Notes why the file cannot be read on.</summary>
    protected bool Fail(string reason)
    {
        Failure = $"{reason}, at byte {file.Position}";
        return false;
    }
}
