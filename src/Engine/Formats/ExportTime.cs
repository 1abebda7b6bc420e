using System.Globalization;

namespace TapeDeck.Engine.Formats;

/// <summary>Moments in exported files: RFC 3339 in UTC.</summary>
internal static class ExportTime
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>With all nine digits of the second.</summary>
    public static string Of(long nanoseconds)
    {
        var seconds = Math.DivRem(nanoseconds, NanosecondsPerSecond, out var rest);
        (seconds, rest) = rest < 0 ? (seconds - 1, rest + NanosecondsPerSecond) : (seconds, rest);
        return string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.UnixEpoch.AddSeconds(seconds):yyyy-MM-dd'T'HH:mm:ss}.{rest:D9}Z");
    }
}
