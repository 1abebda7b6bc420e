using System.Globalization;

namespace TapeDeck.Server.Api;

/// <summary>Instants as RFC 3339 in UTC with nanoseconds: a JSON number cannot hold them exactly.</summary>
internal static class Instants
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Nanoseconds since the Unix epoch as <c>2026-03-17T18:44:07.380123456Z</c>.</summary>
    public static string FromNanoseconds(long nanoseconds)
    {
        var (seconds, rest) = Math.DivRem(nanoseconds, NanosecondsPerSecond);
        if (rest < 0)
        {
            (seconds, rest) = (seconds - 1, rest + NanosecondsPerSecond);
        }

        var whole = DateTimeOffset.UnixEpoch.AddSeconds(seconds);
        return string.Create(CultureInfo.InvariantCulture, $"{whole:yyyy-MM-dd'T'HH:mm:ss}.{rest:D9}Z");
    }

    public static string? FromNanoseconds(long? nanoseconds) => nanoseconds is { } known ? FromNanoseconds(known) : null;
}
