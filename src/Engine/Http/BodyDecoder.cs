namespace TapeDeck.Engine.Http;

/// <summary>Takes both layers of coding off a message's body, as its headers name them: what people and comparisons want to see.</summary>
public static class BodyDecoder
{
    /// <summary>Joins chunks, then decodes the content. Yields at most <paramref name="maxBytes"/> bytes; a note says what is missing and why.</summary>
    public static DecodedBody Decode(HeaderBlock headers, ReadOnlyMemory<byte> body, int maxBytes) => Decode(headers, body, maxBytes, ContentCoding.Decode);

    /// <summary>
    /// The same for people who look at a body: of one that is damaged all that stands before the damage, which takes up to a tenth of a second more. Searches, masks and rules take
    /// <see cref="Decode(HeaderBlock, ReadOnlyMemory{byte}, int)"/>.
    /// </summary>
    public static DecodedBody DecodeToDamage(HeaderBlock headers, ReadOnlyMemory<byte> body, int maxBytes) => Decode(headers, body, maxBytes, ContentCoding.DecodeToDamage);

    private static DecodedBody Decode(HeaderBlock headers, ReadOnlyMemory<byte> body, int maxBytes, Func<string, ReadOnlyMemory<byte>, int, DecodedBody> decode)
    {
        var joined = IsChunked(headers) ? ChunkedBody.Decode(body) : new DecodedBody(body);
        var decoded = decode(headers.Join("Content-Encoding"u8), joined.Bytes, maxBytes);
        return decoded.Bytes.Length > maxBytes
            ? new DecodedBody(decoded.Bytes[..maxBytes], $"Only the first {maxBytes} bytes are shown.")
            : decoded with { Note = joined.Note ?? decoded.Note };
    }

    /// <summary>Whether header fields follow the last chunk (RFC 9112 §7.1.2).</summary>
    internal static bool HasTrailer(HeaderBlock headers, ReadOnlySpan<byte> body) => IsChunked(headers) && ChunkedBody.HasTrailer(body);

    private static bool IsChunked(HeaderBlock headers)
    {
        var codings = headers.Join("Transfer-Encoding"u8);
        return codings.AsSpan(codings.LastIndexOf(',') + 1).Trim().Equals("chunked", StringComparison.OrdinalIgnoreCase);
    }
}
