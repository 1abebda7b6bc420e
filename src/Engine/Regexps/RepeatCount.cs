using System.Globalization;

namespace TapeDeck.Engine.Regexps;

/// <summary>The counted repetition of a pattern: <c>{n}</c>, <c>{n,}</c>, <c>{n,m}</c>.</summary>
internal static class RepeatCount
{
    private const int Most = 1000;

    /// <summary>Reads one; null, and nothing read, when the brace is meant literally.</summary>
    /// <exception cref="RegexException">A count is too large, or the second below the first.</exception>
    public static string? TryTake(RegexCursor cursor)
    {
        var length = cursor.Rest.IndexOf('}') + 1;
        if (length == 0)
        {
            return null;
        }

        var text = cursor.Rest[..length].ToString();
        var parts = text[1..^1].Split(',');
        var isOpen = parts is [_, ""];
        if (parts.Length > 2 || !TryParse(parts[0], out var least) || (!TryParse(parts[^1], out var most) && !isOpen))
        {
            return null;
        }

        if (least > Most || most > Most || (most < least && !isOpen))
        {
            throw cursor.Fault($"invalid repeat count: `{text}`");
        }

        cursor.Skip(length);
        return text;
    }

    private static bool TryParse(string text, out int count)
    {
        count = 0;
        if (text.Length == 0 || !text.All(char.IsAsciiDigit) || text is ['0', _, ..])
        {
            return false;
        }

        count = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : int.MaxValue;
        return true;
    }
}
