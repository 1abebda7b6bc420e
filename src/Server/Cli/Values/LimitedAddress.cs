using System.Globalization;
using System.Text.RegularExpressions;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Server.Cli.Values;

/// <summary>An address with a limit on what goes through it (spec §7): <c>ADDRESS|10</c>, <c>ADDRESS|10%</c>. Any other <c>|</c> belongs to the address.</summary>
internal sealed partial record LimitedAddress(string Address, RateLimitPlan? Limit)
{
    /// <exception cref="FormatException">It ends in what is a suffix, but none for a limit.</exception>
    public static LimitedAddress Parse(string text)
    {
        var (address, suffix) = Split(text);
        return new LimitedAddress(address, suffix is null ? null : ParseLimit(suffix));
    }

    /// <summary>Reads an address that the test takes; <paramref name="expected"/> says what it is otherwise.</summary>
    public static Func<string, LimitedAddress> Of(Func<string, bool> isAddress, string expected) => text =>
        Parse(text) is var limited && isAddress(limited.Address) ? limited : throw new FormatException(expected);

    /// <summary>Takes off what stands after the last <c>|</c> if it has the form of a limit, a pace or a speed; null when there is none.</summary>
    public static (string Address, string? Suffix) Split(string text) =>
        Suffix().Match(text) is { Success: true } match ? (text[..match.Index], match.Groups[1].Value) : (text, null);

    /// <summary>Reads <c>10</c> as requests a second and <c>10%</c> as a share.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public static RateLimitPlan ParseLimit(string suffix)
    {
        if (suffix.EndsWith('%') && double.TryParse(suffix.AsSpan(0, suffix.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
            && percent <= 100)
        {
            return new RateLimitPlan { Percent = percent };
        }

        return int.TryParse(suffix, NumberStyles.None, CultureInfo.InvariantCulture, out var perSecond)
            ? new RateLimitPlan { PerSecond = perSecond }
            : throw new FormatException($"ends in |{suffix}, which is no limit; a limit is a number of requests a second, such as |10, or a share of them, such as |10%");
    }

    /// <summary>The suffix that <see cref="ParseLimit"/> reads back, with its <c>|</c>; empty for no limit.</summary>
    public static string Format(RateLimitPlan? limit) => limit switch
    {
        { Percent: { } percent } => string.Create(CultureInfo.InvariantCulture, $"|{percent:0.######}%"),
        { PerSecond: { } perSecond } => string.Create(CultureInfo.InvariantCulture, $"|{perSecond}"),
        _ => "",
    };

    /// <inheritdoc/>
    public override string ToString() => Address + Format(Limit);

    [GeneratedRegex(@"\|(max|[0-9.]+(?:%|/s)?)\z")]
    private static partial Regex Suffix();
}
