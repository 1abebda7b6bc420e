using System.Globalization;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Forms;

/// <summary>What people type into fields, and back; what cannot be read is a <see cref="FormatException"/> in words for them.</summary>
internal static class FieldText
{
    private static readonly string[] s_units = ["B", "KiB", "MiB", "GiB", "TiB"];

    public static string Of(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static string[] Words(string text) => text.Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries);

    public static long Number(string what, string text, long least, long most) =>
        long.TryParse(text.Replace(",", "", StringComparison.Ordinal).Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new FormatException(most == long.MaxValue ? $"{what}: a whole number from {Grouped(least)} up." : $"{what}: a whole number from {Grouped(least)} to {Grouped(most)}.");

    public static TimeSpan Duration(string what, string text) =>
        DurationText.TryParse(text.Replace(" ", "", StringComparison.Ordinal), out var duration)
            ? duration
            : throw new FormatException($"{what}: a number with a unit, such as 250ms, 30s or 1h30m.");

    public static int Port(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65_535
        ? port
        : throw new FormatException($"‘{text}’ is no port: ports are numbers from 1 to 65,535, separated by commas.");

    public static int Whole(string text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new FormatException($"‘{text}’ is no whole number.");

    /// <summary>The largest unit that needs no fraction.</summary>
    public static string OfBytes(long bytes)
    {
        var unit = 0;
        for (; bytes != 0 && bytes % 1024 == 0 && unit < s_units.Length - 1; unit++)
        {
            bytes /= 1024;
        }

        return $"{Of(bytes)} {s_units[unit]}";
    }

    /// <summary>A number with a unit of 1024s: <c>64 MiB</c>, <c>64m</c>; bytes without one.</summary>
    public static long Bytes(string what, string text, long least, long most)
    {
        var digits = text.TakeWhile(letter => char.IsAsciiDigit(letter) || letter == ',').Count();
        var unit = text[digits..].Trim();
        var power = Array.FindIndex(s_units, name => new[] { name, name[..1], $"{name[0]}B" }.Contains(unit, StringComparer.OrdinalIgnoreCase));
        power = unit.Length == 0 ? 0 : power;
        return power >= 0 && long.TryParse(text[..digits].Replace(",", "", StringComparison.Ordinal), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number <= most >> (10 * power) && number << (10 * power) >= least
            ? number << (10 * power)
            : throw new FormatException($"{what}: a size from {OfBytes(least)} to {OfBytes(most)}, such as 64 MiB or 500 KiB.");
    }

    /// <summary>A time to the second or finer, in UTC, as nanoseconds since the Unix epoch.</summary>
    public static long? Time(string what, string? text) => text is null ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? (time - DateTimeOffset.UnixEpoch).Ticks * 100
            : throw new FormatException($"{what}: a time such as 2026-03-17T18:44:07Z.");

    public static string? OfTime(long? nanoseconds) =>
        nanoseconds is { } since ? DateTimeOffset.UnixEpoch.AddTicks(since / 100).ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", CultureInfo.InvariantCulture) : null;

    /// <summary><c>10</c> for as many a second, <c>10%</c> for a share.</summary>
    public static RateLimitPlan? Limit(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var isShare = text.EndsWith('%');
        return double.TryParse(text.TrimEnd('%').Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && (isShare ? number <= 100 : number <= int.MaxValue && number == Math.Truncate(number))
            ? isShare ? new RateLimitPlan { Percent = number } : new RateLimitPlan { PerSecond = (int)number }
            : throw new FormatException("A limit is a number of requests a second, such as 10, or a share, such as 10%.");
    }

    public static string? Of(RateLimitPlan? limit) => limit switch
    {
        { PerSecond: { } number } => Of(number),
        { Percent: { } share } => share.ToString("0.######", CultureInfo.InvariantCulture) + "%",
        _ => null,
    };

    /// <summary>A pace as plans write it; a bare number is a percentage.</summary>
    public static ReplaySpeed Speed(string text)
    {
        text = text.Replace(" ", "", StringComparison.Ordinal);
        return ReplaySpeed.TryParse(text, out var speed) || ReplaySpeed.TryParse(text + "%", out speed)
            ? speed
            : throw new FormatException("The speed is a percentage above 0, such as 150%, a number of requests a second, such as 10/s, or max.");
    }

    private static string Grouped(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
