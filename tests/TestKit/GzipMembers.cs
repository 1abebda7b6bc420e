using System.IO.Compression;

namespace TapeDeck.TestKit;

/// <summary>Makes gzip files of several members for tests, and damages them.</summary>
public static class GzipMembers
{
    /// <summary>Content as one member.</summary>
    public static byte[] Pack(ReadOnlySpan<byte> content, CompressionLevel level = CompressionLevel.Fastest)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, level))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }

    /// <summary>The ways in which the tests damage a member at a place: bytes changed, lost, come in between, and lost to its end.</summary>
    public static IEnumerable<byte[]> Damages(byte[] member, int at)
    {
        yield return [.. member[..at], (byte)(member[at] ^ 1), .. member[(at + 1)..]];
        yield return [.. member[..at], (byte)~member[at], .. member[(at + 1)..]];
        yield return [.. member[..at], .. member[(at + 1)..]];
        yield return [.. member[..at], .. member[Math.Min(member.Length, at + 9)..]];
        yield return [.. member[..at], .. "\0\0\0\x1F\x8B\x08"u8, .. member[at..]];
        yield return member[..at];
    }
}
