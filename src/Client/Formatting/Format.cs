using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace TapeDeck.Client.Formatting;

/// <summary>The one way figures are written (design language, Formatting). Numbers never stand without their unit.</summary>
public static class Format
{
    /// <summary>What stands where there is nothing to say.</summary>
    public const string Missing = "–";

    private static readonly CultureInfo s_culture = CultureInfo.InvariantCulture;
    private static readonly string[] s_sizes = ["kB", "MB", "GB", "TB", "PB"];

    /// <summary>A duration: <c>0.84 ms</c>, <c>1,204 ms</c>, <c>12.4 s</c>, <c>3 min 07 s</c>; negative means unknown.</summary>
    public static string Duration(TimeSpan? duration) => duration is { Ticks: >= 0 } known ? Milliseconds(known.TotalMilliseconds) : Missing;

    /// <summary>A duration given in nanoseconds; negative means unknown.</summary>
    public static string Nanoseconds(long nanoseconds) => nanoseconds < 0 ? Missing : Milliseconds(nanoseconds / 1e6);

    /// <summary>A duration given in milliseconds; negative means unknown.</summary>
    public static string Milliseconds(double milliseconds) => milliseconds switch
    {
        < 0 or double.NaN => Missing,
        0 => "0 ms",
        < 0.995 => milliseconds.ToString("0.00", s_culture) + " ms",
        < 9.95 => milliseconds.ToString("0.0", s_culture) + " ms",
        < 9_999.5 => milliseconds.ToString("N0", s_culture) + " ms",
        < 59_950 => (milliseconds / 1000).ToString("0.0", s_culture) + " s",
        _ => Long(TimeSpan.FromSeconds(Math.Round(Math.Min(milliseconds / 1000, 1e9)))),
    };

    /// <summary>The length of time that something is counted over, after "per": <c>second</c>, <c>5 min</c>.</summary>
    public static string Period(long nanoseconds) => nanoseconds switch
    {
        1_000_000 => "millisecond",
        < 1_000_000_000 => $"{nanoseconds / 1_000_000} ms",
        1_000_000_000 => "second",
        < 60_000_000_000 => $"{nanoseconds / 1_000_000_000} s",
        60_000_000_000 => "minute",
        < 3600_000_000_000 => $"{nanoseconds / 60_000_000_000} min",
        3600_000_000_000 => "hour",
        < 86_400_000_000_000 => $"{nanoseconds / 3600_000_000_000} h",
        86_400_000_000_000 => "day",
        _ => Count(nanoseconds / 86_400_000_000_000, "day"),
    };

    /// <summary>How long something is kept: <c>1 day</c>, <c>36 h</c>, <c>1 h 30 min</c>.</summary>
    public static string Kept(TimeSpan time) => time switch
    {
        { TotalDays: >= 1 } when time.Ticks % TimeSpan.TicksPerDay == 0 => Count((long)time.TotalDays, "day"),
        { TotalHours: >= 1 } when time.Ticks % TimeSpan.TicksPerHour == 0 => $"{(long)time.TotalHours} h",
        _ => Duration(time),
    };

    /// <summary>A running time in whole seconds, so that it does not flicker: <c>7 s</c>, <c>3 min 07 s</c>.</summary>
    public static string Elapsed(TimeSpan elapsed) =>
        elapsed < TimeSpan.FromMinutes(1) ? ((int)elapsed.TotalSeconds).ToString(s_culture) + " s" : Long(TimeSpan.FromSeconds((long)elapsed.TotalSeconds));

    /// <summary>A size in decimal units: <c>412 B</c>, <c>48.2 kB</c>, <c>2.14 GB</c>; negative means unknown.</summary>
    public static string Size(long bytes)
    {
        if (bytes < 1000)
        {
            return bytes < 0 ? Missing : bytes.ToString(s_culture) + " B";
        }

        var amount = bytes / 1000.0;
        var unit = 0;
        while (amount >= (unit < 2 ? 999.95 : 999.995) && unit < s_sizes.Length - 1)
        {
            amount /= 1000;
            unit++;
        }

        return amount.ToString(unit < 2 ? "N1" : "N2", s_culture) + " " + s_sizes[unit];
    }

    /// <summary>An exact count: <c>4,812,906</c>.</summary>
    public static string Count(long count) => count.ToString("N0", s_culture);

    /// <summary>A count for charts: exact up to ten million, then <c>12.4 M</c>.</summary>
    public static string RoughCount(long count) => count switch
    {
        >= 10_000_000_000 => (count / 1e9).ToString("N1", s_culture) + " G",
        > 10_000_000 => (count / 1e6).ToString("N1", s_culture) + " M",
        _ => Count(count),
    };

    /// <summary>A count with its noun: <c>1 exchange</c>, <c>3 exchanges</c>.</summary>
    public static string Count(long count, string noun) => $"{Count(count)} {noun}{(count == 1 ? "" : "s")}";

    /// <summary>A rate per second: <c>4,210 /s</c>; small ones with a decimal.</summary>
    public static string Rate(double perSecond) => perSecond switch
    {
        double.NaN or < 0 => Missing,
        0 => "0 /s",
        < 9.95 => perSecond.ToString("0.0", s_culture) + " /s",
        _ => perSecond.ToString("N0", s_culture) + " /s",
    };

    /// <summary>A share of one: <c>43 %</c>; never 100 before it is complete.</summary>
    public static string Percent(double fraction) => Math.Floor(Math.Clamp(fraction, 0, 1) * 100).ToString(s_culture) + " %";

    /// <summary>Text, or the sign for nothing.</summary>
    public static string Text(string? text) => string.IsNullOrEmpty(text) ? Missing : text;

    /// <summary>A text of a summary, which has one character a byte, as people read and type it: its UTF-8, where it is that.</summary>
    public static string Wire(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        var bytes = Encoding.Latin1.GetBytes(text);
        return Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : text;
    }

    /// <summary>A path cut in the middle, because its end tells more than its centre.</summary>
    public static string Middle(string text, int length)
    {
        if (text.Length <= length)
        {
            return text;
        }

        var head = (length - 1) / 2;
        return string.Concat(text.AsSpan(0, head), "…", text.AsSpan(text.Length - (length - 1 - head)));
    }

    private static string Long(TimeSpan duration) => duration switch
    {
        { TotalHours: < 1 } => $"{duration.Minutes} min {duration.Seconds:00} s",
        { TotalDays: < 1 } => $"{duration.Hours} h {duration.Minutes:00} min",
        _ => $"{(long)duration.TotalDays} d {duration.Hours:00} h",
    };
}
