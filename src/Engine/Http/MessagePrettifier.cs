
namespace TapeDeck.Engine.Http;

/// <summary>
/// Takes chunked framing and gzip off a message for good: the body becomes plain, the headers that named the codings go and Content-Length tells
/// its size (spec §11.2). Other codings stay, and so does a message that is damaged, has no body, or would grow beyond 64 MiB.
/// </summary>
public static class MessagePrettifier
{
    private const int MaxDecodedBytes = 64 << 20;

    /// <summary>Makes the plain message; false when there is nothing to take off.</summary>
    public static bool TryPrettify(ReadOnlyMemory<byte> payload, out ReadOnlyMemory<byte> pretty)
    {
        pretty = payload;
        var headLength = MessageParts.HeadLength(payload.Span);
        if (headLength == payload.Length || !IsMessage(payload.Span))
        {
            return false;
        }

        var headers = MessageParts.Headers(payload);
        var framing = headers.Join("Transfer-Encoding"u8);
        var isChunked = framing.Equals("chunked", StringComparison.OrdinalIgnoreCase);
        var body = isChunked ? ChunkedBody.Decode(payload[headLength..]) : new DecodedBody(payload[headLength..]);
        if (body.Note is not null || (!isChunked && framing.Length > 0))
        {
            return false;
        }

        var coding = headers.Join("Content-Encoding"u8);
        var plain = IsGzip(coding) ? ContentCoding.Decode(coding, body.Bytes, MaxDecodedBytes) : body;
        var isUnzipped = IsGzip(coding) && plain.Note is null;
        if (!isChunked && !isUnzipped)
        {
            return false;
        }

        pretty = FramingHeaders.Reframe(payload.Span[..headLength], (isUnzipped ? plain : body).Bytes.Span, dropsCoding: isUnzipped);
        return true;
    }

    private static bool IsMessage(ReadOnlySpan<byte> payload) =>
        payload.StartsWith("HTTP/1."u8) || (payload.Contains((byte)'\n') && MessageHeadParser.CanBecomeRequest(payload));

    private static bool IsGzip(string coding) =>
        coding.Equals("gzip", StringComparison.OrdinalIgnoreCase) || coding.Equals("x-gzip", StringComparison.OrdinalIgnoreCase);
}
