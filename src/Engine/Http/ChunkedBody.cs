using System.Buffers;

namespace TapeDeck.Engine.Http;

/// <summary>Takes the chunked transfer coding off a body (RFC 9112 §7.1).</summary>
public static class ChunkedBody
{
    /// <summary>Joins the chunks. A damaged or unfinished body yields the bytes up to the fault and a note.</summary>
    public static DecodedBody Decode(ReadOnlyMemory<byte> wire)
    {
        var joined = new ArrayBufferWriter<byte>(Math.Max(1, wire.Length));
        for (var rest = wire.Span; ;)
        {
            var lineLength = rest.IndexOf((byte)'\n') + 1;
            if (lineLength == 0)
            {
                return new DecodedBody(joined.WrittenMemory, "The body ends before its last chunk.");
            }

            if (!ChunkSize.TryRead(rest[..lineLength].TrimEnd("\r\n"u8), out var size))
            {
                return new DecodedBody(joined.WrittenMemory, $"No chunk size at byte {wire.Length - rest.Length} of the body.");
            }

            if (size == 0)
            {
                return new DecodedBody(joined.WrittenMemory);
            }

            rest = rest[lineLength..];
            var content = rest[..(int)Math.Min(size, rest.Length)];
            joined.Write(content);
            rest = rest[content.Length..];
            rest = rest[(rest.StartsWith("\r\n"u8) ? 2 : rest.StartsWith("\n"u8) ? 1 : 0)..];
        }
    }
}
