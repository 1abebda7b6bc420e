using System.Buffers;
using System.IO.Compression;
using System.Runtime.InteropServices;
using ZstdSharp;

namespace TapeDeck.Engine.Http;

/// <summary>Takes content codings off a body (RFC 9110 §8.4): gzip, deflate, br and zstd.</summary>
public static class ContentCoding
{
    private const int ReadBytes = 16 << 10;
    private const int UsualExpansion = 4;
    private const int FirstRoom = 1 << 20;

    /// <summary>
    /// Decodes in the reverse order of the list. Never yields more than <paramref name="maxBytes"/>, however far the body would expand.
    /// An unknown coding, damage or the limit ends the decoding with a note.
    /// </summary>
    /// <param name="codings">The value of Content-Encoding, such as <c>gzip</c>; empty for none.</param>
    /// <param name="body">The body without its transfer coding.</param>
    /// <param name="maxBytes">Bytes to decode at the most.</param>
    public static DecodedBody Decode(string codings, ReadOnlyMemory<byte> body, int maxBytes)
    {
        var decoded = new DecodedBody(body);
        var names = codings.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        for (var i = names.Length - 1; i >= 0 && decoded.Note is null && !decoded.Bytes.IsEmpty; i--)
        {
            decoded = DecodeOne(names[i].ToLowerInvariant(), decoded.Bytes, maxBytes);
        }

        return decoded;
    }

    private static DecodedBody DecodeOne(string coding, ReadOnlyMemory<byte> body, int maxBytes)
    {
        if (coding == "identity")
        {
            return new DecodedBody(body);
        }

        using var source = Open(coding, body);
        return source is null
            ? new DecodedBody(body, $"The content coding '{coding}' is not known; the bytes are as sent.")
            : ReadAll(source, coding, Math.Clamp(body.Length, ReadBytes / UsualExpansion, FirstRoom) * UsualExpansion, maxBytes);
    }

    private static Stream? Open(string coding, ReadOnlyMemory<byte> body) => coding switch
    {
        "gzip" or "x-gzip" => new GZipStream(AsStream(body), CompressionMode.Decompress),
        "deflate" when IsZlib(body.Span) => new ZLibStream(AsStream(body), CompressionMode.Decompress),
        "deflate" => new DeflateStream(AsStream(body), CompressionMode.Decompress),
        "br" => new BrotliStream(AsStream(body), CompressionMode.Decompress),
        "zstd" => new DecompressionStream(AsStream(body), leaveOpen: false),
        _ => null,
    };

    // "deflate" means zlib (RFC 9110 §8.4.1.2), but some servers send bare deflate data: the zlib header has a checksum.
    private static bool IsZlib(ReadOnlySpan<byte> body) => body.Length >= 2 && (body[0] & 0x0F) == 8 && ((body[0] << 8) | body[1]) % 31 == 0;

    private static MemoryStream AsStream(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var segment)
            ? new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false)
            : new MemoryStream(bytes.ToArray(), writable: false);

    private static DecodedBody ReadAll(Stream source, string coding, int expected, int maxBytes)
    {
        var decoded = new ArrayBufferWriter<byte>(expected);
        try
        {
            while (true)
            {
                var room = maxBytes - decoded.WrittenCount;
                var buffer = decoded.GetSpan(ReadBytes);
                var count = source.Read(buffer);
                if (count == 0)
                {
                    return new DecodedBody(decoded.WrittenMemory);
                }

                decoded.Advance(Math.Min(count, room));
                if (count > room)
                {
                    return new DecodedBody(decoded.WrittenMemory, $"Decoding stopped at {maxBytes} bytes.");
                }
            }
        }
        catch (Exception damage) when (damage is InvalidDataException or InvalidOperationException or EndOfStreamException or ZstdException)
        {
            return new DecodedBody(decoded.WrittenMemory, $"The {coding} data is damaged or ends too soon; {decoded.WrittenCount} bytes could be decoded.");
        }
    }
}
