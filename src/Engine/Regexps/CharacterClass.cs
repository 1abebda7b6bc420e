using System.Text;

namespace TapeDeck.Engine.Regexps;

/// <summary>
/// A set of characters of Go's syntax, written out as a .NET pattern over <see cref="ByteText"/>: ASCII one by one, other characters as
/// their UTF-8 bytes. What a negation adds beyond ASCII is matched byte by byte.
/// </summary>
internal sealed class CharacterClass
{
    private const int MostWideParts = 64;
    private const int MostFolded = 4096;

    private readonly bool[] _ascii = new bool[128];
    private readonly List<(int First, int Last)> _wide = [];
    private bool _otherBytes;

    /// <summary>Adds a range of code points, and under case folding their other case.</summary>
    public void Add(int first, int last, bool foldCase)
    {
        for (var c = first; c <= Math.Min(last, 0x7F); c++)
        {
            AddAscii((char)c, foldCase);
        }

        first = Math.Max(first, 0x80);
        if (first == 0x80 && last == 0x10FFFF)
        {
            _otherBytes = true;
        }
        else if (first <= last)
        {
            _wide.Add((first, last));
            if (foldCase)
            {
                AddOtherCase(first, last);
            }
        }
    }

    /// <summary>Adds the ASCII characters a test accepts, or, negated, everything else.</summary>
    public void Add(Func<char, bool> isMember, bool isNegated, bool foldCase)
    {
        for (var c = '\0'; c < _ascii.Length; c++)
        {
            var isIn = isMember(c) || (foldCase && char.IsAsciiLetter(c) && isMember((char)(c ^ 0x20)));
            _ascii[c] |= isIn != isNegated;
        }

        _otherBytes |= isNegated;
    }

    /// <summary>Turns the set into its complement.</summary>
    /// <exception cref="FormatException">The set names single characters beyond ASCII.</exception>
    public void Negate()
    {
        if (_wide.Count > 0 && !_otherBytes)
        {
            throw new FormatException("a negated character class may name ASCII characters only");
        }

        for (var c = 0; c < _ascii.Length; c++)
        {
            _ascii[c] = !_ascii[c];
        }

        _otherBytes = !_otherBytes;
        _wide.Clear();
    }

    /// <summary>The pattern, one unit that a quantifier may follow.</summary>
    /// <exception cref="FormatException">A range beyond ASCII is too wide to be written out.</exception>
    public string ToPattern()
    {
        var single = SingleBytes();
        if (_wide.Count == 0 || _otherBytes)
        {
            return single.Length == 0 ? @"[^\u0000-\uFFFF]" : $"[{single}]";
        }

        var parts = _wide.SelectMany(range => WideParts(range.First, range.Last)).Take(MostWideParts + 1).ToList();
        if (parts.Count > MostWideParts)
        {
            throw new FormatException("a range of characters beyond ASCII is too wide");
        }

        return $"(?:{(single.Length == 0 ? "" : $"[{single}]|")}{string.Join('|', parts)})";
    }

    private void AddAscii(char c, bool foldCase)
    {
        _ascii[c] = true;
        if (foldCase && char.IsAsciiLetter(c))
        {
            _ascii[c ^ 0x20] = true;
        }
    }

    private void AddOtherCase(int first, int last)
    {
        if (last - first >= MostFolded)
        {
            throw new FormatException("a range of characters beyond ASCII is too wide to ignore case");
        }

        foreach (var rune in Runes(first, last))
        {
            foreach (var other in new[] { Rune.ToLowerInvariant(rune), Rune.ToUpperInvariant(rune) })
            {
                if (other != rune)
                {
                    Add(other.Value, other.Value, foldCase: false);
                }
            }
        }
    }

    private string SingleBytes()
    {
        var text = new StringBuilder();
        for (var first = 0; first < _ascii.Length; first++)
        {
            if (_ascii[first])
            {
                var last = first;
                while (last + 1 < _ascii.Length && _ascii[last + 1])
                {
                    last++;
                }

                text.Append(Range(first, last));
                first = last;
            }
        }

        return _otherBytes ? text.Append(Range(0x80, 0xFF)).ToString() : text.ToString();
    }

    /// <summary>The UTF-8 sequences of a range; neighbours that differ in the last byte only share a part.</summary>
    private static IEnumerable<string> WideParts(int first, int last)
    {
        var prefix = "";
        int from = 0, to = 0;
        foreach (var rune in Runes(first, last))
        {
            var bytes = Encoding.UTF8.GetBytes(rune.ToString());
            var next = string.Concat(bytes[..^1].Select(value => ByteText.Pattern(value)));
            if (next != prefix)
            {
                if (prefix.Length > 0)
                {
                    yield return $"{prefix}[{Range(from, to)}]";
                }

                (prefix, from) = (next, bytes[^1]);
            }

            to = bytes[^1];
        }

        yield return $"{prefix}[{Range(from, to)}]";
    }

    private static IEnumerable<Rune> Runes(int first, int last)
    {
        for (var value = first; value <= last; value++)
        {
            if (Rune.TryCreate(value, out var rune))
            {
                yield return rune;
            }
        }
    }

    private static string Range(int first, int last) =>
        first == last ? ByteText.Pattern(first) : $"{ByteText.Pattern(first)}-{ByteText.Pattern(last)}";
}
