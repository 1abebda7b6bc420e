using Microsoft.Extensions.Primitives;

namespace TapeDeck.Server.Api;

/// <summary>The SHA-256 that a request announces of its content: <c>Content-Digest</c> (RFC 9530), or <c>Digest</c> (RFC 3230) of older clients.</summary>
internal static class ContentDigest
{
    private const int Sha256Bytes = 32;

    /// <summary>False when a header is there and cannot be read; null for no SHA-256.</summary>
    public static bool TryRead(IHeaderDictionary headers, out byte[]? sha256)
    {
        sha256 = null;
        return TryRead(headers["Content-Digest"], ':', ref sha256) && TryRead(headers["Digest"], null, ref sha256);
    }

    /// <param name="mark">What stands around the Base64 text.</param>
    private static bool TryRead(StringValues values, char? mark, ref byte[]? sha256)
    {
        foreach (var part in values.SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
        {
            if (!part.StartsWith("sha-256=", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            var text = part["sha-256=".Length..];
            var isMarked = mark is null || (text.Length > 2 && text[0] == mark && text[^1] == mark);
            var bytes = new byte[Sha256Bytes];
            if (!isMarked || !Convert.TryFromBase64String(mark is null ? text : text[1..^1], bytes, out var length) || length != Sha256Bytes)
            {
                return false;
            }

            sha256 = bytes;
        }

        return true;
    }
}
