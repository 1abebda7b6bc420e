using System.Globalization;

namespace TapeDeck.Server.Cli.Values;

/// <summary>Whole numbers and sizes as GoReplay takes them (spec §2.1): <c>1024</c>, <c>0x10mb</c>, <c>4_096</c>, <c>256m</c>.</summary>
internal static class WholeNumber
{
    private static readonly string[] s_units = ["", "k", "m", "g", "t"];

    /// <summary>Reads a number from 0: decimal, or with <c>0x</c>, <c>0o</c>, <c>0b</c>, or octal with a leading 0.</summary>
    /// <exception cref="FormatException">It is none, or too large.</exception>
    public static int Parse(string text) =>
        TryTake(text, out var number, out var rest) && rest.IsEmpty && number <= int.MaxValue
            ? (int)number
            : throw new FormatException("is not a whole number from 0");

    /// <summary>Reads a number with an optional unit <c>b k kb kib m mb … t tb tib</c> in any case, powers of 1024.</summary>
    /// <exception cref="FormatException">It is none, or too large.</exception>
    public static long ParseSize(string text)
    {
        if (TryTake(text, out var number, out var unit) && PowerOf(unit.ToString().ToLowerInvariant()) is { } power && number <= long.MaxValue >> (10 * power))
        {
            return number << (10 * power);
        }

        throw new FormatException("is not a size; a size is a whole number with an optional unit, such as 32mb or 256m");
    }

    /// <summary>Writes a size in the largest unit that leaves a whole number.</summary>
    public static string FormatSize(long bytes)
    {
        var power = 0;
        while (bytes != 0 && bytes % 1024 == 0 && power < s_units.Length - 1)
        {
            bytes /= 1024;
            power++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{bytes}{s_units[power]}{(power > 0 ? "b" : "")}");
    }

    private static int? PowerOf(string unit)
    {
        var letter = unit.EndsWith("ib", StringComparison.Ordinal) && unit.Length == 3 ? unit[..1] : unit.EndsWith('b') ? unit[..^1] : unit;
        var power = Array.IndexOf(s_units, letter);
        return power < 0 ? null : power;
    }

    /// <summary>Reads a number that may have a sign.</summary>
    /// <exception cref="FormatException">It is none, or too large.</exception>
    public static long ParseSigned(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : TryTake(text, out number, out var rest) && rest.IsEmpty ? number
        : throw new FormatException("is not a whole number");

    private static bool TryTake(ReadOnlySpan<char> text, out long number, out ReadOnlySpan<char> rest)
    {
        var (numberBase, prefix) = BaseOf(text);
        number = 0;
        rest = text[prefix..];
        var isAfterDigit = prefix > 0;
        var count = 0;
        while (rest.Length > 0 && (DigitOf(rest[0], numberBase) is >= 0 || (rest[0] == '_' && isAfterDigit)))
        {
            isAfterDigit = rest[0] != '_';
            if (isAfterDigit)
            {
                count++;
                if (number > (long.MaxValue - 15) / numberBase)
                {
                    return false;
                }

                number = (number * numberBase) + DigitOf(rest[0], numberBase);
            }

            rest = rest[1..];
        }

        return isAfterDigit && (count > 0 || prefix == 1);
    }

    /// <summary>A leading 0 counts as prefix of an octal number; alone it is the number 0.</summary>
    private static (int Base, int Prefix) BaseOf(ReadOnlySpan<char> text) => text switch
    {
        ['0', 'x' or 'X', ..] => (16, 2),
        ['0', 'o' or 'O', ..] => (8, 2),
        ['0', 'b' or 'B', '0' or '1' or '_', ..] => (2, 2),
        ['0', ..] => (8, 1),
        _ => (10, 0),
    };

    private static int DigitOf(char c, int numberBase) =>
        int.TryParse([c], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var digit) && digit < numberBase ? digit : -1;
}
