using System.Globalization;

namespace TapeDeck.Engine.S3;

/// <summary>A part of an object.</summary>
/// <param name="Bytes">Its bytes.</param>
/// <param name="Total">Bytes of the whole object.</param>
/// <param name="Version">What names this version of the object.</param>
internal sealed record S3Range(byte[] Bytes, long Total, string? Version)
{
    /// <summary>The length behind the slash of <c>bytes 0-99/1234</c> (RFC 9110 §14.4); otherwise the server sent everything.</summary>
    public static long TotalOf(string? contentRange, long contentLength) =>
        contentRange?.Split('/') is [_, var total] && long.TryParse(total, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : contentLength;
}
