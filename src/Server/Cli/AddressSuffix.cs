using TapeDeck.Engine.Plans;

namespace TapeDeck.Server.Cli;

/// <summary>The <c>|200%</c>, <c>|max</c> or <c>|10</c> at the end of an address. Any other <c>|</c> belongs to the address.</summary>
internal static class AddressSuffix
{
    /// <summary>Takes the suffix off; it is null when there is none.</summary>
    public static (string Address, string? Suffix) Split(string text)
    {
        var at = text.LastIndexOf('|');
        var suffix = at < 0 ? "" : text[(at + 1)..];
        var isOne = suffix == "max" || (suffix.TrimEnd('%') is { Length: > 0 } number && number.All(c => char.IsAsciiDigit(c) || c == '.'));
        return isOne ? (text[..at], suffix) : (text, null);
    }

    /// <summary>Takes the suffix off as a speed; null when there is none.</summary>
    /// <exception cref="FormatException">It is a limit or no valid speed.</exception>
    public static (string Address, ReplaySpeed? Speed) SplitSpeed(string text)
    {
        var (address, suffix) = Split(text);
        if (suffix is null)
        {
            return (address, null);
        }

        if (ReplaySpeed.TryParse(suffix, out var speed))
        {
            return (address, speed);
        }

        throw new FormatException(suffix.Contains('%', StringComparison.Ordinal)
            ? "has no valid speed; a speed is a percentage above 0, such as |200%, or |max"
            : $"ends in a limit: |{suffix} is not supported yet");
    }

    /// <summary>The text, which must have no suffix.</summary>
    /// <exception cref="FormatException">It has one.</exception>
    public static string Refuse(string text) =>
        Split(text).Suffix is { } suffix ? throw new FormatException($"ends in a limit: |{suffix} is not supported yet here") : text;
}
