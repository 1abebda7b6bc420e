using System.IO.Compression;
using TapeDeck.Engine.Gzip;

namespace TapeDeck.Engine.Gor;

/// <summary>Looks at the end of a file that is to be continued, and closes what a writer left open there (spec §3.3).</summary>
internal static class GorTail
{
    private const int CopyBytes = 64 << 10;

    /// <summary>
    /// Returns the bytes to be written before the next record: none, or what is missing of a separator. A compressed file whose end is
    /// damaged is rewritten with what can be decoded of it, and then takes the place of the old one.
    /// </summary>
    public static ReadOnlyMemory<byte> Close(string path, Action<string> repaired)
    {
        if (!File.Exists(path) || new FileInfo(path).Length == 0)
        {
            return default;
        }

        return GorFileWriter.IsCompressedName(path) ? CloseCompressed(path, repaired) : ClosePlain(path, repaired);
    }

    private static ReadOnlyMemory<byte> ClosePlain(string path, Action<string> repaired)
    {
        using var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
        var length = RandomAccess.GetLength(file);
        var end = new byte[Math.Min(length, GorSeparator.Length)];
        RandomAccess.Read(file, end, length - end.Length);
        return MissingSeparator(end, path, repaired);
    }

    private static ReadOnlyMemory<byte> CloseCompressed(string path, Action<string> repaired)
    {
        if (TryCopyContent(path, Stream.Null, out var end))
        {
            return MissingSeparator(end, path, repaired);
        }

        var rewritten = path + ".repair";
        using (var target = GorFileWriter.Open(rewritten, FileMode.Create))
        {
            using (var content = new GZipStream(target, CompressionLevel.Optimal, leaveOpen: true))
            {
                TryCopyContent(path, content, out end);
            }

            target.Flush(flushToDisk: true);
        }

        File.Move(rewritten, path, overwrite: true);
        repaired($"The compressed end of {path} was damaged; what could be decoded was kept.");
        return MissingSeparator(end, path, repaired);
    }

    private static ReadOnlyMemory<byte> MissingSeparator(ReadOnlySpan<byte> end, string path, Action<string> repaired)
    {
        if (end.IsEmpty || end.SequenceEqual(GorSeparator.Bytes))
        {
            return default;
        }

        repaired($"The last record of {path} was cut short; it was closed with a separator.");
        var present = Math.Min(end.Length, GorSeparator.Length - 1);
        while (!end.EndsWith(GorSeparator.Bytes[..present]))
        {
            present--;
        }

        // A single LF is more likely the end of a payload than the start of a separator.
        return GorSeparator.Bytes[(present == 1 ? 0 : present)..].ToArray();
    }

    /// <summary>Copies the content as far as it can be decoded; false if that is not all of it.</summary>
    private static bool TryCopyContent(string path, Stream target, out byte[] end)
    {
        using var content = new GzipContent(File.OpenRead(path));
        var buffer = new byte[CopyBytes];
        end = [];
        while (content.Read(buffer) is var count and > 0)
        {
            target.Write(buffer, 0, count);
            end = [.. end, .. buffer.AsSpan(Math.Max(0, count - GorSeparator.Length), Math.Min(count, GorSeparator.Length))];
            end = end[Math.Max(0, end.Length - GorSeparator.Length)..];
        }

        return !content.IsDamaged;
    }
}
