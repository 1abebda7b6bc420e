using System.Text;
using TapeDeck.Engine.Gzip;
using TapeDeck.Engine.S3;

namespace TapeDeck.Engine.Gor;

/// <summary>Opens <c>.gor</c> files and tells why a file is none.</summary>
internal static class GorFile
{
    /// <summary>Opens a file for reading, shared with a writer; compressed or not is told by its first bytes.</summary>
    /// <param name="path">The file, or an object on S3.</param>
    /// <param name="offset">Where to begin: bytes from the start of the file, of a compressed file from the start of its content.</param>
    /// <param name="file">The file itself, for its length and position.</param>
    /// <param name="nearest">A place in a compressed file at or before the offset; null to unpack it from its beginning.</param>
    public static Stream OpenContent(string path, long offset, out Stream file, GzipPoint? nearest = null)
    {
        file = OpenFile(path);
        if (!IsCompressed(file))
        {
            file.Position = offset;
            return file;
        }

        file.Position = 0;
        var content = new GzipContent(file);
        if (nearest is not null)
        {
            content.GoTo(nearest);
        }

        do
        {
            content.Skip(offset - content.Position);
        }
        while (content.Position < offset && content.TryGoOn());

        return content;
    }

    /// <summary>Whether a file of this machine is compressed.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static bool IsCompressed(string path)
    {
        using var file = OpenLocal(path);
        return IsCompressed(file);
    }

    /// <summary>Why bytes at the start of a file cannot be those of a <c>.gor</c> file; null if they can.</summary>
    public static string? WhyNotGor(ReadOnlySpan<byte> start)
    {
        var length = start.IndexOf((byte)'\n');
        var line = length < 0 ? start : start[..length];
        if (line.EndsWith((byte)'\r') && GorHeaderLine.TryParse(line[..^1], out _))
        {
            return "Its line ends were changed from LF to CRLF, as text-mode transfers do; the payloads cannot be told apart any more.";
        }

        if (line.IsEmpty && length < 0)
        {
            return null;
        }

        return GorHeaderLine.LooksMeant(line) || GorHeaderLine.FindAtEnd(line) >= 0 || GorSeparator.IndexOf(start) >= 0
            ? null
            : $"It is no .gor file: it begins with '{Printable(line)}' instead of a line of type, id and timestamp.";
    }

    private static Stream OpenFile(string path) => S3Address.TryParse(path, out var address) ? new S3ReadStream(S3Store.Default, address) : OpenLocal(path);

    /// <summary>Opens a file of this machine, shared with a writer.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static FileStream OpenLocal(string path) => new(path, new FileStreamOptions
    {
        Mode = FileMode.Open,
        Access = FileAccess.Read,
        Share = FileShare.ReadWrite | FileShare.Delete,
        BufferSize = 0,
        Options = FileOptions.SequentialScan,
    });

    private static bool IsCompressed(Stream file)
    {
        Span<byte> magic = stackalloc byte[2];
        return file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == magic.Length && GzipHeader.IsStart(magic);
    }

    private static string Printable(ReadOnlySpan<byte> line)
    {
        var text = Encoding.ASCII.GetString(line[..Math.Min(line.Length, 40)]);
        return string.Concat(text.Select(symbol => char.IsControl(symbol) ? '?' : symbol));
    }
}
