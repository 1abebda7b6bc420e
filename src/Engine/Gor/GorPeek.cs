using System.Buffers;

namespace TapeDeck.Engine.Gor;

/// <summary>What the first bytes of a file tell.</summary>
/// <param name="Path">The file.</param>
/// <param name="Order">Its place in the list of files.</param>
/// <param name="Bytes">Its size, compressed if it is.</param>
/// <param name="EarliestTimestamp">The earliest timestamp among its first records.</param>
/// <param name="IsEmpty">Whether it has no content at all.</param>
internal sealed record GorPeek(string Path, int Order, long Bytes, long EarliestTimestamp, bool IsEmpty)
{
    private const int PeekBytes = 64 << 10;

    /// <summary>Looks at the start of a file.</summary>
    /// <exception cref="GorFormatException">It is no <c>.gor</c> file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">No right to read it.</exception>
    public static GorPeek At(string path, int order)
    {
        var start = new byte[PeekBytes];
        using var content = GorFile.OpenContent(path, 0, out var file);
        using (file)
        {
            var bytes = file.Length;
            var length = content.ReadAtLeast(start, start.Length, throwOnEndOfStream: false); // damage is reported when the file is read
            if (GorFile.WhyNotGor(start.AsSpan(0, length)) is { } reason)
            {
                throw new GorFormatException(reason);
            }

            return new GorPeek(path, order, bytes, EarliestIn(start.AsSpan(0, length)), bytes == 0);
        }
    }

    private static long EarliestIn(ReadOnlySpan<byte> bytes)
    {
        var scanner = new GorRecordScanner();
        var earliest = long.MaxValue;
        while (scanner.Scan(bytes, isLast: false, out var extent) != OperationStatus.NeedMoreData)
        {
            earliest = extent.Reason is null && extent.PayloadStart > 0 ? Math.Min(earliest, extent.Header.Timestamp) : earliest;
            bytes = bytes[extent.End..];
        }

        var line = bytes[..Math.Max(0, bytes.IndexOf((byte)'\n'))];
        return earliest != long.MaxValue ? earliest : GorHeaderLine.TryParseLenient(line, out var first) ? first.Timestamp : 0;
    }
}
