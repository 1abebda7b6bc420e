using System.Globalization;

namespace TapeDeck.Engine.Query;

/// <summary>
/// A moment: RFC 3339 as far as it is written out — a day, a minute, a second or a part of one stands for all of it, in UTC unless it names
/// an offset — or <c>now</c>, <c>-15m</c>, <c>now-15m</c>.
/// </summary>
internal static class MomentText
{
    private const long NanosecondsPerTick = 100;

    private static readonly (string Format, long Ticks)[] s_formats =
    [
        ("yyyy-MM-dd", TimeSpan.TicksPerDay),
        ("yyyy-MM-dd'T'HH:mm", TimeSpan.TicksPerMinute),
        ("yyyy-MM-dd'T'HH:mm:ss", TimeSpan.TicksPerSecond),
        ("yyyy-MM-dd'T'HH:mm:ss.f", TimeSpan.TicksPerSecond / 10),
        ("yyyy-MM-dd'T'HH:mm:ss.ff", TimeSpan.TicksPerSecond / 100),
        ("yyyy-MM-dd'T'HH:mm:ss.fff", TimeSpan.TicksPerMillisecond),
        ("yyyy-MM-dd'T'HH:mm:ss.ffffff", TimeSpan.TicksPerMicrosecond),
        ("yyyy-MM-dd'T'HH:mm:ss.fffffff", 1),
    ];

    /// <summary>Nanoseconds since the Unix epoch; null when it is no moment.</summary>
    /// <param name="text">As written.</param>
    /// <param name="now">What relative moments count from, nanoseconds since the Unix epoch.</param>
    public static Bounds? Read(string text, long now)
    {
        if (IsRelative(text))
        {
            var minus = text.IndexOf('-', StringComparison.Ordinal);
            return (minus < 0 ? Bounds.Of(0) : NumberText.Duration(text[(minus + 1)..])) is { } ago ? Bounds.Of(now - ago.Least) : null;
        }

        return Absolute(text.ToUpperInvariant());
    }

    /// <summary>Whether it depends on when it is asked.</summary>
    public static bool IsRelative(string text) =>
        text.StartsWith('-') || text.Equals("now", StringComparison.OrdinalIgnoreCase) || text.StartsWith("now-", StringComparison.OrdinalIgnoreCase);

    private static Bounds? Absolute(string text)
    {
        foreach (var (format, ticks) in s_formats)
        {
            if (DateTimeOffset.TryParseExact(
                text, [format, format + "'Z'", format + "zzz"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
            {
                var least = moment.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
                return Math.Abs(least) > long.MaxValue / NanosecondsPerTick - ticks ? null : new Bounds(least * NanosecondsPerTick, ((least + ticks) * NanosecondsPerTick) - 1);
            }
        }

        return null;
    }
}
