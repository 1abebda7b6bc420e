using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace TapeDeck.Engine.Regexps;

/// <summary>A regular expression in Go's syntax over bytes. Matching takes time linear in the text, so it needs no time limit.</summary>
internal sealed class ByteRegex
{
    private const int MostOnStack = 512;

    private readonly Regex _regex;
    private readonly TranslatedRegex _translated;

    private ByteRegex(Regex regex, TranslatedRegex translated)
    {
        _regex = regex;
        _translated = translated;
    }

    /// <summary>Name of each group by number, empty for an unnamed one; 0 is the whole match.</summary>
    public IReadOnlyList<string> Groups => _translated.Groups;

    /// <summary>Whether it uses a Unicode property, which sees ASCII only.</summary>
    public bool SawProperty => _translated.SawProperty;

    /// <summary>Compiles a pattern.</summary>
    /// <exception cref="RegexException">It is no valid pattern; says why and where.</exception>
    public static ByteRegex Parse(string pattern)
    {
        var translated = RegexTranslator.Translate(pattern);
        try
        {
            return new ByteRegex(new Regex(translated.Pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant), translated);
        }
        catch (NotSupportedException)
        {
            throw new RegexException("expression too large: its repetitions multiply to too many states", null);
        }
        catch (ArgumentException failure)
        {
            throw new RegexException(failure.Message, null);
        }
    }

    /// <summary>Whether it matches anywhere in these bytes.</summary>
    public bool IsMatch(ReadOnlySpan<byte> bytes)
    {
        var rented = bytes.Length > MostOnStack ? ArrayPool<char>.Shared.Rent(bytes.Length) : null;
        var text = (rented ?? stackalloc char[MostOnStack])[..bytes.Length];
        ByteText.Decode(bytes, text);
        var isMatch = _regex.IsMatch(text);
        if (rented is not null)
        {
            ArrayPool<char>.Shared.Return(rented);
        }

        return isMatch;
    }

    /// <summary>Where it matches, in order; without matches that are empty.</summary>
    public List<(int Start, int End)> Matches(ReadOnlySpan<byte> bytes)
    {
        var matches = new List<(int Start, int End)>();
        foreach (var match in _regex.EnumerateMatches(ByteText.Decode(bytes)))
        {
            if (match.Length > 0)
            {
                matches.Add((match.Index, match.Index + match.Length));
            }
        }

        return matches;
    }

    /// <summary>Puts something else in place of every match that is not empty.</summary>
    public byte[] Replace(ReadOnlySpan<byte> bytes, Func<ReadOnlySpan<byte>, byte[]> replacement)
    {
        var text = ByteText.Decode(bytes);
        return ByteText.Encode(_regex.Replace(text, match => match.Length == 0 ? "" : ByteText.Decode(replacement(ByteText.Encode(match.Value)))));
    }

    /// <summary>Replaces every match as Go does: an empty match right after a match is skipped.</summary>
    public byte[] Replace(ReadOnlySpan<byte> bytes, GoReplacement replacement)
    {
        var text = ByteText.Decode(bytes);
        var result = new StringBuilder(text.Length + 32);
        var copied = 0;
        for (var match = _regex.Match(text); match.Success; match = match.NextMatch())
        {
            result.Append(text, copied, match.Index - copied);
            var end = match.Index + match.Length;
            if (end > copied || match.Index == 0)
            {
                replacement.Expand(match, result);
            }

            copied = end;
        }

        return ByteText.Encode(result.Append(text, copied, text.Length - copied).ToString());
    }
}
