using System.Globalization;

namespace TapeDeck.Engine.Regexps;

/// <summary>Reads the parts of Go's syntax that stand for one character: escapes and bracketed classes.</summary>
internal sealed class RegexClassParser(RegexCursor cursor)
{
    /// <summary>Whether a Unicode property was used; of characters beyond ASCII it sees nothing.</summary>
    public bool SawProperty { get; private set; }

    /// <summary>Reads <c>[…]</c>.</summary>
    public CharacterClass ParseBrackets(bool foldCase)
    {
        var open = cursor.Position;
        cursor.Skip(1);
        var isNegated = cursor.TryTake("^");
        var set = new CharacterClass();
        for (var isFirst = true; isFirst || cursor.Peek != ']'; isFirst = false)
        {
            cursor.Begin(cursor.AtEnd ? open : null);
            if (!TryAddNamed(set, foldCase) && !TryAddPosix(set, foldCase))
            {
                AddRange(set, foldCase);
            }
        }

        cursor.Skip(1);
        cursor.Begin(open);
        if (isNegated)
        {
            set.Negate();
        }

        return set;
    }

    /// <summary>Reads <c>\d \D \s \S \w \W \pL \p{Lu} \P{…}</c> into a set; false, and nothing read, when something else comes.</summary>
    public bool TryAddNamed(CharacterClass set, bool foldCase)
    {
        if (cursor.Rest is not ['\\', var letter, ..])
        {
            return false;
        }

        var lower = char.ToLowerInvariant(letter);
        if (RegexClasses.Perl(lower) is { } perl)
        {
            cursor.Skip(2);
            set.Add(perl, letter != lower, foldCase);
            return true;
        }

        if (lower != 'p')
        {
            return false;
        }

        cursor.Skip(2);
        AddProperty(set, letter == 'P', foldCase);
        return true;
    }

    /// <summary>Reads one character, escaped or not; its code point.</summary>
    public int ParseCharacter()
    {
        if (cursor.AtEnd)
        {
            throw cursor.Fault("missing closing ]");
        }

        return cursor.Peek == '\\' ? ParseEscape() : cursor.Take();
    }

    private int ParseEscape()
    {
        cursor.Begin();
        cursor.Skip(1);
        if (cursor.AtEnd)
        {
            throw cursor.Fault("trailing backslash at the end");
        }

        var c = cursor.Take();
        return c switch
        {
            'a' => '\a',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\v',
            'x' => ParseHex(),
            '0' => ParseOctal(c),
            >= '1' and <= '7' when cursor.Peek is >= '0' and <= '7' => ParseOctal(c),
            >= '1' and <= '9' => throw cursor.Fault($"invalid escape sequence: `\\{(char)c}` (backreferences are not supported)"),
            < 0x80 when !char.IsAsciiLetterOrDigit((char)c) => c,
            _ => throw cursor.Fault($"invalid escape sequence: `\\{char.ConvertFromUtf32(c)}`"),
        };
    }

    private int ParseOctal(int digit)
    {
        var value = digit - '0';
        for (var i = 0; i < 2 && cursor.Peek is >= '0' and <= '7'; i++)
        {
            value = (value * 8) + cursor.Take() - '0';
        }

        return value;
    }

    private int ParseHex()
    {
        var digits = cursor.TryTake("{") ? cursor.TakeUntil("}") : TakeTwo();
        return int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 0x10FFFF
            ? value
            : throw cursor.Fault("invalid escape sequence: `\\x` takes two hexadecimal digits or {…} up to 10FFFF");
    }

    private string TakeTwo()
    {
        var digits = cursor.Rest[..Math.Min(2, cursor.Rest.Length)].ToString();
        cursor.Skip(digits.Length);
        return digits.Length == 2 ? digits : "";
    }

    private void AddProperty(CharacterClass set, bool isNegated, bool foldCase)
    {
        var name = cursor.TryTake("{") ? cursor.TakeUntil("}") : cursor.AtEnd ? null : char.ConvertFromUtf32(cursor.Take());
        if (name is ['^', ..])
        {
            isNegated = !isNegated;
            name = name[1..];
        }

        var test = RegexClasses.Category(name ?? "")
            ?? throw cursor.Fault($"unknown character property `{name}`; Unicode categories such as L or Nd are supported, scripts are not");
        SawProperty = true;
        set.Add(test, isNegated, foldCase);
    }

    private bool TryAddPosix(CharacterClass set, bool foldCase)
    {
        if (!cursor.Rest.StartsWith("[:") || !cursor.Rest.Contains(":]", StringComparison.Ordinal))
        {
            return false;
        }

        cursor.Skip(2);
        var isNegated = cursor.TryTake("^");
        var name = cursor.TakeUntil(":]")!;
        set.Add(RegexClasses.Posix(name) ?? throw cursor.Fault($"invalid character class range: `[:{name}:]`"), isNegated, foldCase);
        return true;
    }

    private void AddRange(CharacterClass set, bool foldCase)
    {
        var start = cursor.Position;
        var first = ParseCharacter();
        var last = first;
        if (cursor.Rest is ['-', not ']', ..])
        {
            cursor.Skip(1);
            last = ParseCharacter();
        }

        cursor.Begin(start);
        if (last < first)
        {
            throw cursor.Fault($"invalid character class range: `{char.ConvertFromUtf32(first)}-{char.ConvertFromUtf32(last)}`");
        }

        set.Add(first, last, foldCase);
    }
}
