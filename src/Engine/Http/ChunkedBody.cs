using System.Buffers;

namespace TapeDeck.Engine.Http;

/// <summary>Takes the chunked transfer coding off a body (RFC 9112 §7.1).</summary>
public static class ChunkedBody
{
    /// <summary>Whether anything but an empty line follows the last chunk.</summary>
    internal static bool HasTrailer(ReadOnlySpan<byte> wire) => Walk(wire, null, out var trailer) is null && trailer.IndexOfAnyExcept("\r\n"u8) >= 0;

    /// <summary>Joins the chunks. A damaged or unfinished body yields the bytes up to the fault and a note.</summary>
    public static DecodedBody Decode(ReadOnlyMemory<byte> wire)
    {
        var joined = new ArrayBufferWriter<byte>(Math.Max(1, wire.Length));
        var note = Walk(wire.Span, joined, out _);
        return new DecodedBody(joined.WrittenMemory, note);
    }

    /// <summary>Writes the content of each chunk; what is wrong with the body, or null, and then what follows the last chunk.</summary>
    private static string? Walk(ReadOnlySpan<byte> wire, IBufferWriter<byte>? joined, out ReadOnlySpan<byte> trailer)
    {
        trailer = default;
        for (var rest = wire; ;)
        {
            var lineLength = rest.IndexOf((byte)'\n') + 1;
            if (lineLength == 0)
            {
                return "The body ends before its last chunk.";
            }

            if (!ChunkSize.TryRead(rest[..lineLength].TrimEnd("\r\n"u8), out var size))
            {
                return $"No chunk size at byte {wire.Length - rest.Length} of the body.";
            }

            rest = rest[lineLength..];
            if (size == 0)
            {
                trailer = rest;
                return null;
            }

            var content = rest[..(int)Math.Min(size, rest.Length)];
            joined?.Write(content);
            rest = rest[content.Length..];
            rest = rest[(rest.StartsWith("\r\n"u8) ? 2 : rest.StartsWith("\n"u8) ? 1 : 0)..];
        }
    }
}
