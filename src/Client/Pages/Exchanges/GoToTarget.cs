using System.Globalization;
using TapeDeck.Client.Formatting;

namespace TapeDeck.Client.Pages.Exchanges;

/// <summary>Where somebody wants to go in a list of exchanges.</summary>
/// <param name="Row">The row, from 0 on; null when it is a moment.</param>
/// <param name="Moment">The moment, nanoseconds since the Unix epoch.</param>
public sealed record GoToTarget(long? Row, long Moment = 0)
{
    private const long Millisecond = 1_000_000;
    private const long Second = 1000 * Millisecond;
    private const long Day = 24 * 3600 * Second;
    private static readonly CultureInfo s_culture = CultureInfo.InvariantCulture;

    /// <summary>Reads a row number, an instant (RFC 3339), a date with a time, or a time of day; without a zone in the viewer's.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="clock">The viewer's.</param>
    /// <param name="first">When the recording begins. A time of day is one of that day, or of the next when it was over before.</param>
    /// <param name="last">When it ends.</param>
    /// <param name="fault">What is wrong and what would be right; null when it was read.</param>
    public static GoToTarget? Read(string text, Clock clock, long first, long last, out string? fault)
    {
        text = text.Trim();
        fault = null;
        if (long.TryParse(text, NumberStyles.AllowThousands, s_culture, out var row))
        {
            return new GoToTarget(row - 1);
        }

        if ((TimeOfDay(text, clock, first) ?? Instant(text, clock)) is not { } moment)
        {
            fault = $"Write a row number, a time like {clock.Time(first)}, or an instant like {DateTimeOffset.UnixEpoch.AddTicks(first / 100):yyyy-MM-dd'T'HH:mm:ss'Z'}.";
        }
        else if (moment + Width(text) <= first || moment > last)
        {
            fault = $"The recording goes from {clock.Typed(first)} to {clock.Typed(last)}.";
        }
        else
        {
            return new GoToTarget(null, moment);
        }

        return null;
    }

    private static long? TimeOfDay(string text, Clock clock, long first)
    {
        if (!TimeOnly.TryParseExact(text, ["H:mm", "H:mm:ss", "H:mm:ss.FFFFFFF"], s_culture, DateTimeStyles.None, out var time))
        {
            return null;
        }

        var thatDay = On(first);
        return thatDay is { } moment && moment + Width(text) <= first ? On(first + Day) : thatDay;

        long? On(long day) => clock.TryRead($"{clock.Typed(day).Split(' ')[0]} {time.ToString("HH:mm:ss.FFFFFFF", s_culture)}", out var found) ? found : null;
    }

    private static long? Instant(string text, Clock clock)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var digits = point < 0 ? 0 : text.Skip(point + 1).TakeWhile(char.IsAsciiDigit).Count();
        var known = digits > 7 ? text.Remove(point + 8, digits - 7) : text; // .NET counts in ticks of 100 ns
        string[] formats = ["yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz"];
        return clock.TryRead(known.Replace('T', ' '), out var local) ? local
            : DateTimeOffset.TryParseExact(known.ToUpperInvariant().Replace("Z", "+00:00", StringComparison.Ordinal), formats, s_culture, DateTimeStyles.None, out var instant)
                ? (instant - DateTimeOffset.UnixEpoch).Ticks * 100
                : null;
    }

    /// <summary>How long the time is that the text stands for: <c>18:00</c> is a whole minute.</summary>
    private static long Width(string text)
    {
        var time = text[(text.IndexOfAny([' ', 'T', 't']) + 1)..].Split('+', '-')[0];
        return time.Contains('.', StringComparison.Ordinal) ? Millisecond : time.Count(character => character == ':') > 1 ? Second : 60 * Second;
    }
}
