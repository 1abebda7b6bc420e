using System.Security.Cryptography;

namespace TapeDeck.Engine.Index;

/// <summary>How far a file was read, and what it was like then: enough to see whether it is still the same file, perhaps grown.</summary>
/// <param name="Name">File name without folder.</param>
/// <param name="Position">Bytes of its content that were read.</param>
/// <param name="Length">Bytes the file had at least.</param>
/// <param name="Modified">When it was written last, in UTC ticks.</param>
/// <param name="Head">A digest of its first bytes, as far as they were read.</param>
/// <param name="Seen">Bytes of the file itself that were read: of a compressed file less than its content.</param>
/// <param name="IsOpen">Whether what stands unfinished at the end of a compressed file was left for later.</param>
internal sealed record SourceProgress(string Name, long Position, long Length, long Modified, string Head, long Seen, bool IsOpen)
{
    private const int HeadBytes = 4 << 10;

    public static SourceProgress At(string path, long position, long seen, (long Length, long Modified) file, bool isOpen) =>
        new(Path.GetFileName(path), position, Math.Max(file.Length, seen), file.Modified, Digest(path, seen), seen, isOpen);

    /// <summary>Length and time of the last write in UTC ticks.</summary>
    /// <exception cref="FileNotFoundException">It is gone.</exception>
    public static (long Length, long Modified) Stat(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? (file.Length, file.LastWriteTimeUtc.Ticks) : throw new FileNotFoundException($"The file {file.Name} is gone.", path);
    }

    /// <summary>Whether the file can be the one that was read: unchanged, or the same beginning and longer.</summary>
    /// <param name="path">The file as it is now.</param>
    /// <param name="thoroughly">Whether to look into the file too.</param>
    public bool Fits(string path, bool thoroughly)
    {
        var (length, modified) = Stat(path);
        return Name == Path.GetFileName(path)
            && length >= Seen
            && (length != Length || modified == Modified)
            && (!thoroughly || Head == Digest(path, Seen));
    }

    private static string Digest(string path, long seen)
    {
        using var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
        var head = new byte[(int)Math.Min(HeadBytes, seen)];
        var read = RandomAccess.Read(file, head, 0);
        return Convert.ToHexString(SHA256.HashData(head.AsSpan(0, read)).AsSpan(0, 16));
    }
}
