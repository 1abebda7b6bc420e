using System.Buffers;
using System.IO.Compression;
using ZstdSharp;

namespace TapeDeck.Engine.Http;

/// <summary>Takes content codings off a body (RFC 9110 §8.4): gzip, deflate, br and zstd.</summary>
public static class ContentCoding
{
    private const int ReadBytes = 16 << 10;
    private const int UsualExpansion = 4;
    private const int FirstRoom = 1 << 20;
    private const int MostReadAhead = 160 << 10; // zstd reads the most at once, 128 KiB

    /// <summary>
    /// Decodes in the reverse order of the list. Never yields more than <paramref name="maxBytes"/>, however far the body would expand.
    /// An unknown coding, damage or the limit ends the decoding with a note.
    /// </summary>
    /// <param name="codings">The value of Content-Encoding, such as <c>gzip</c>; empty for none.</param>
    /// <param name="body">The body without its transfer coding.</param>
    /// <param name="maxBytes">Bytes to decode at the most.</param>
    public static DecodedBody Decode(string codings, ReadOnlyMemory<byte> body, int maxBytes) => Decode(codings, body, maxBytes, isThorough: false);

    /// <summary>The same, but damage ends the decoding as late as it can: all that stands before it is decoded, and that through all codings.</summary>
    internal static DecodedBody DecodeToDamage(string codings, ReadOnlyMemory<byte> body, int maxBytes) => Decode(codings, body, maxBytes, isThorough: true);

    private static DecodedBody Decode(string codings, ReadOnlyMemory<byte> body, int maxBytes, bool isThorough)
    {
        var decoded = new DecodedBody(body);
        var names = codings.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        for (var i = names.Length - 1; i >= 0 && (decoded.Note is null || (isThorough && decoded.IsDamaged)) && !decoded.Bytes.IsEmpty; i--)
        {
            var next = DecodeOne(names[i].ToLowerInvariant(), decoded.Bytes, maxBytes, isThorough);
            decoded = next.Note is null ? decoded with { Bytes = next.Bytes } : next;
        }

        return decoded;
    }

    private static DecodedBody DecodeOne(string coding, ReadOnlyMemory<byte> body, int maxBytes, bool isThorough)
    {
        if (coding == "identity")
        {
            return new DecodedBody(body);
        }

        using var input = new BodyInput(body);
        var decoded = DecodeOne(coding, input, body, maxBytes);
        if (!isThorough || !decoded.IsDamaged)
        {
            return decoded;
        }

        using var again = new BodyInput(body) { WholeBytes = input.Position - MostReadAhead };
        return DecodeOne(coding, again, body, maxBytes);
    }

    private static DecodedBody DecodeOne(string coding, BodyInput input, ReadOnlyMemory<byte> body, int maxBytes)
    {
        using var source = Open(coding, input, body.Span);
        return source is null
            ? new DecodedBody(body, $"The content coding '{coding}' is not known; the bytes are as sent.")
            : ReadAll(source, coding, Math.Clamp(body.Length, ReadBytes / UsualExpansion, FirstRoom) * UsualExpansion, maxBytes);
    }

    private static Stream? Open(string coding, BodyInput input, ReadOnlySpan<byte> body) => coding switch
    {
        "gzip" or "x-gzip" => new GZipStream(input, CompressionMode.Decompress, leaveOpen: true),
        "deflate" when IsZlib(body) => new ZLibStream(input, CompressionMode.Decompress, leaveOpen: true),
        "deflate" => new DeflateStream(input, CompressionMode.Decompress, leaveOpen: true),
        "br" => new BrotliStream(input, CompressionMode.Decompress, leaveOpen: true),
        "zstd" => new DecompressionStream(input, leaveOpen: true),
        _ => null,
    };

    // "deflate" means zlib (RFC 9110 §8.4.1.2), but some servers send bare deflate data: the zlib header has a checksum.
    private static bool IsZlib(ReadOnlySpan<byte> body) => body.Length >= 2 && (body[0] & 0x0F) == 8 && ((body[0] << 8) | body[1]) % 31 == 0;

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
            return new DecodedBody(decoded.WrittenMemory, $"The {coding} data is damaged or ends too soon: only the first {decoded.WrittenCount} bytes could be decoded.") { IsDamaged = true };
        }
    }
}
