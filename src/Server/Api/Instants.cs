using System.Globalization;
using TapeDeck.Engine.Plans;

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

    /// <summary>Reads an instant with up to nine digits of the second; the fault is at <paramref name="path"/>.</summary>
    public static IEnumerable<PlanFault> Read(string path, string? text, out long? nanoseconds)
    {
        nanoseconds = null;
        if (string.IsNullOrEmpty(text))
        {
            return [];
        }

        var point = text.IndexOf('.', StringComparison.Ordinal);
        var digits = point < 0 ? "" : string.Concat(text[(point + 1)..].TakeWhile(char.IsAsciiDigit));
        var whole = point < 0 ? text : text.Remove(point, digits.Length + 1);
        if (digits.Length > 9 || (point >= 0 && digits.Length == 0)
            || !DateTimeOffset.TryParse(whole, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            || !whole.Contains('T', StringComparison.Ordinal))
        {
            return [new PlanFault(path, $"{path.Trim('/')} is an instant such as 2026-03-17T18:44:07.380123456Z.")];
        }

        nanoseconds = (time.ToUnixTimeSeconds() * NanosecondsPerSecond) + long.Parse(digits.PadRight(9, '0'), CultureInfo.InvariantCulture);
        return [];
    }
}
