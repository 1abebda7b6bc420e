using System.IO.Compression;
using TapeDeck.Engine.Gzip;

namespace TapeDeck.Engine.Gor;

/// <summary>Looks at the end of a file that is to be continued, and closes what a writer left open there (spec §3.3).</summary>
internal static class GorTail
{
    private const int CopyBytes = 64 << 10;

    /// <summary>
    /// Returns the bytes to be written before the next record: none, or what is missing of a separator. A compressed file that is
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
        repaired($"The compressed data of {path} was damaged; what could be decoded was kept.");
        return MissingSeparator(end, path, repaired);
    }

    private static ReadOnlyMemory<byte> MissingSeparator(ReadOnlySpan<byte> end, string path, Action<string> repaired)
    {
        var missing = Missing(end);
        if (missing.IsEmpty)
        {
            return default;
        }

        repaired($"The last record of {path} was cut short; it was closed with a separator.");
        return missing.ToArray();
    }

    private static ReadOnlySpan<byte> Missing(ReadOnlySpan<byte> end)
    {
        if (end.IsEmpty || end.SequenceEqual(GorSeparator.Bytes))
        {
            return [];
        }

        var present = Math.Min(end.Length, GorSeparator.Length - 1);
        while (!end.EndsWith(GorSeparator.Bytes[..present]))
        {
            present--;
        }

        // A single LF is more likely the end of a payload than the start of a separator.
        return GorSeparator.Bytes[(present == 1 ? 0 : present)..];
    }

    /// <summary>Copies the content as far as it can be decoded, what is cut short before damage closed with a separator; false if that is not all of it.</summary>
    private static bool TryCopyContent(string path, Stream target, out byte[] end)
    {
        using var content = new GzipContent(File.OpenRead(path));
        end = CopyStretch(content, target);
        var isWhole = !content.IsDamaged;
        while (content.TryGoOn())
        {
            target.Write(Missing(end));
            end = CopyStretch(content, target);
        }

        return isWhole;
    }

    /// <summary>Copies to the end or the next damage; returns the last bytes.</summary>
    private static byte[] CopyStretch(GzipContent content, Stream target)
    {
        var buffer = new byte[CopyBytes];
        byte[] end = [];
        while (content.Read(buffer) is var count and > 0)
        {
            target.Write(buffer, 0, count);
            end = [.. end, .. buffer.AsSpan(Math.Max(0, count - GorSeparator.Length), Math.Min(count, GorSeparator.Length))];
            end = end[Math.Max(0, end.Length - GorSeparator.Length)..];
        }

        return end;
    }
}
