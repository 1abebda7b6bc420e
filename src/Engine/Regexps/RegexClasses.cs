using System.Globalization;

namespace TapeDeck.Engine.Regexps;

/// <summary>The named sets of Go's syntax, as far as ASCII goes: <c>\d</c>, <c>[[:alpha:]]</c>, <c>\pL</c>.</summary>
internal static class RegexClasses
{
    /// <summary>Category abbreviations in the order of <see cref="UnicodeCategory"/>.</summary>
    private static readonly string[] s_categories =
    [
        "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc",
        "Cf", "Cs", "Co", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So", "Cn",
    ];

    /// <summary>The test behind <c>\d</c>, <c>\s</c> or <c>\w</c>; null for another letter. Vertical tab is no <c>\s</c> in Go.</summary>
    public static Func<char, bool>? Perl(char letter) => letter switch
    {
        'd' => char.IsAsciiDigit,
        's' => c => c is '\t' or '\n' or '\f' or '\r' or ' ',
        'w' => c => char.IsAsciiLetterOrDigit(c) || c == '_',
        _ => null,
    };

    /// <summary>The test behind a POSIX name such as <c>alpha</c>; null for an unknown one.</summary>
    public static Func<char, bool>? Posix(string name) => name switch
    {
        "alnum" => char.IsAsciiLetterOrDigit,
        "alpha" => char.IsAsciiLetter,
        "ascii" => char.IsAscii,
        "blank" => c => c is '\t' or ' ',
        "cntrl" => char.IsControl,
        "digit" => char.IsAsciiDigit,
        "graph" => c => c is > ' ' and < '\u007F',
        "lower" => char.IsAsciiLetterLower,
        "print" => c => c is >= ' ' and < '\u007F',
        "punct" => c => char.IsPunctuation(c) || char.IsSymbol(c),
        "space" => c => c is (>= '\t' and <= '\r') or ' ',
        "upper" => char.IsAsciiLetterUpper,
        "word" => c => char.IsAsciiLetterOrDigit(c) || c == '_',
        "xdigit" => char.IsAsciiHexDigit,
        _ => null,
    };

    /// <summary>The test behind a Unicode category such as <c>Lu</c> or <c>L</c>, or <c>Any</c>; null for an unknown one or a script.</summary>
    public static Func<char, bool>? Category(string name)
    {
        if (name == "Any")
        {
            return _ => true;
        }

        var isKnown = name.Length is 1 or 2 && s_categories.Any(category => category.StartsWith(name, StringComparison.Ordinal));
        return isKnown ? c => s_categories[(int)CharUnicodeInfo.GetUnicodeCategory(c)].StartsWith(name, StringComparison.Ordinal) : null;
    }
}
