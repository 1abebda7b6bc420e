using System.Buffers;
using System.Globalization;

namespace TapeDeck.Engine.Query;

/// <summary>A number with a unit, such as <c>1.5s</c>: exact to the last digit, null when it is none or too large.</summary>
internal static class NumberText
{
    private static readonly SearchValues<char> s_digits = SearchValues.Create("0123456789.");
    private const decimal NanosecondsPerSecond = 1_000_000_000;

    private static readonly Dictionary<string, decimal> s_durations = new(StringComparer.Ordinal)
    {
        ["ns"] = 1, ["us"] = 1_000, ["µs"] = 1_000, ["μs"] = 1_000, ["ms"] = 1_000_000, ["s"] = NanosecondsPerSecond,
        ["m"] = 60 * NanosecondsPerSecond, ["h"] = 3_600 * NanosecondsPerSecond, ["d"] = 86_400 * NanosecondsPerSecond,
    };

    private static readonly Dictionary<string, decimal> s_sizes = new(StringComparer.OrdinalIgnoreCase)
    {
        [""] = 1, ["B"] = 1, ["kB"] = 1_000, ["MB"] = 1_000_000, ["GB"] = 1_000_000_000, ["TB"] = 1_000_000_000_000,
        ["KiB"] = 1L << 10, ["MiB"] = 1L << 20, ["GiB"] = 1L << 30, ["TiB"] = 1L << 40,
    };

    /// <summary>Nanoseconds, and those up to which the text would still be said of them: 250ms up to 250.999999.</summary>
    public static Bounds? Duration(string text) => Read(text, s_durations);

    /// <summary>Bytes; a whole number needs no unit.</summary>
    public static Bounds? Size(string text) => Read(text, s_sizes) is { } size ? size with { Most = size.Least } : null;

    /// <summary>A status code, or a class such as <c>5xx</c>.</summary>
    public static Bounds? Status(string text) => text switch
    {
        [>= '1' and <= '9', 'x' or 'X', 'x' or 'X'] => new((text[0] - '0') * 100, ((text[0] - '0') * 100) + 99),
        [>= '1' and <= '9', >= '0' and <= '9', >= '0' and <= '9'] => Bounds.Of(int.Parse(text, CultureInfo.InvariantCulture)),
        _ => null,
    };

    /// <summary>A number of JSON.</summary>
    public static double? Plain(string text) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number) ? number : null;

    private static Bounds? Read(string text, Dictionary<string, decimal> units)
    {
        var digits = text.AsSpan().IndexOfAnyExcept(s_digits);
        var (number, unit) = digits < 0 ? (text, "") : (text[..digits], text[digits..]);
        if (!units.TryGetValue(unit, out var factor) || number.Length > 20
            || !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) || value > long.MaxValue / 2 / factor)
        {
            return null;
        }

        var least = (long)(value * factor);
        return new Bounds(least, least + Math.Max(1, (long)(factor / Digits(value))) - 1);
    }

    /// <summary>1 for a whole number, 10 for one with one digit behind the point, and so on.</summary>
    private static decimal Digits(decimal value) => (decimal)Math.Pow(10, value.Scale);
}

/// <summary>The least and the most a written value stands for, both included.</summary>
internal readonly record struct Bounds(long Least, long Most)
{
    public static Bounds Of(long value) => new(value, value);
}
