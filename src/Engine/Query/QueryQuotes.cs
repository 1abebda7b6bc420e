using System.Text;

namespace TapeDeck.Engine.Query;

/// <summary>
/// Text in double quotes. A backslash stands in front of a quote or a backslash that is meant; in front of anything else it is itself,
/// so that regular expressions read as usual.
/// </summary>
public static class QueryQuotes
{
    /// <summary>A value as it is written in a query, in quotes where it needs them.</summary>
    public static string Quote(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return NeedsNone(value) ? value : $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
    }

    /// <summary>Characters of the quoted text a text begins with, both quotes counted; −1 when it does not end.</summary>
    internal static int LengthOf(ReadOnlySpan<char> text)
    {
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                return i + 1;
            }

            i += IsEscape(text, i) ? 1 : 0;
        }

        return -1;
    }

    /// <summary>What stands between the quotes.</summary>
    internal static string Unquote(ReadOnlySpan<char> quoted)
    {
        var inner = quoted[1..^1];
        var text = new StringBuilder(inner.Length);
        for (var i = 0; i < inner.Length; i++)
        {
            i += IsEscape(inner, i) ? 1 : 0;
            text.Append(inner[i]);
        }

        return text.ToString();
    }

    /// <summary>Where a character of what <see cref="Unquote"/> gives stands in the quoted text; the backslash in front of it counts as it.</summary>
    internal static int OffsetOf(ReadOnlySpan<char> quoted, int index)
    {
        var at = 1;
        for (; index > 0 && at < quoted.Length - 1; index--)
        {
            at += IsEscape(quoted[..^1], at) ? 2 : 1;
        }

        return at;
    }

    private static bool IsEscape(ReadOnlySpan<char> text, int at) => text[at] == '\\' && at + 1 < text.Length && text[at + 1] is '"' or '\\' && text[at] == '\\';

    /// <summary>Outside quotes a star is a wildcard, two dots are a range, and a minus may be read as a negation.</summary>
    private static bool NeedsNone(string value) =>
        value.Length > 0 && value[0] != '-' && !value.Contains("..", StringComparison.Ordinal)
        && !value.AsSpan().ContainsAnyExcept(s_plain) && value is not ("and" or "or" or "not");

    private static readonly System.Buffers.SearchValues<char> s_plain =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._-?&=%:,;+@$#[]{}|");
}
