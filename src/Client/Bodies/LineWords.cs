namespace TapeDeck.Client.Bodies;

/// <summary>What counts as a word of a line: letters and digits; blanks; any other character on its own.</summary>
internal static class LineWords
{
    /// <summary>A longer word is a value of its own kind, a token or a picture, and is compared by its characters.</summary>
    private const int Longest = 40;

    /// <summary>The words of a text; null when there are more.</summary>
    public static IReadOnlyList<string>? Of(string text, int most)
    {
        var words = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            if (words.Count == most)
            {
                return null;
            }

            var end = at + 1;
            while (end < text.Length && AreOne(text[end - 1], text[end]))
            {
                end++;
            }

            words.Add(text[at..end]);
            at = end;
        }

        return words;
    }

    /// <summary>How much both begin with, in whole words.</summary>
    public static int Start(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        var start = left.CommonPrefixLength(right);
        if (start == left.Length && start == right.Length)
        {
            return start;
        }

        var whole = start;
        while (whole > 0 && start - whole < Longest && (Joins(left, whole) || Joins(right, whole)))
        {
            whole--;
        }

        return whole > 0 && (IsInside(left, whole) || IsInside(right, whole)) ? whole - 1 : whole;
    }

    /// <summary>How much both end with, in whole words.</summary>
    public static int End(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        var end = CommonEnd(left, right);
        var whole = end;
        while (whole > 0 && end - whole < Longest && (Joins(left, left.Length - whole) || Joins(right, right.Length - whole)))
        {
            whole--;
        }

        return whole > 0 && (IsInside(left, left.Length - whole) || IsInside(right, right.Length - whole)) ? whole - 1 : whole;
    }

    /// <summary>How much of two places that differ is alike at their start and end all the same: of long words, by their characters.</summary>
    public static (int Start, int End) Refine(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        if (Math.Min(left.Length, right.Length) <= Longest)
        {
            return (0, 0);
        }

        var start = left.CommonPrefixLength(right);
        start -= start > 0 && (IsInside(left, start) || IsInside(right, start)) ? 1 : 0;
        var end = CommonEnd(left[start..], right[start..]);
        end -= end > 0 && (IsInside(left, left.Length - end) || IsInside(right, right.Length - end)) ? 1 : 0;
        return (start, end);
    }

    private static int CommonEnd(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        var end = 0;
        while (end < Math.Min(left.Length, right.Length) && left[^(end + 1)] == right[^(end + 1)])
        {
            end++;
        }

        return end;
    }

    /// <summary>Whether a word goes on over a place.</summary>
    private static bool Joins(ReadOnlySpan<char> text, int at) => at > 0 && at < text.Length && AreOne(text[at - 1], text[at]);

    /// <summary>Whether a place is in the middle of one character.</summary>
    private static bool IsInside(ReadOnlySpan<char> text, int at) => at > 0 && at < text.Length && char.IsSurrogatePair(text[at - 1], text[at]);

    private static bool AreOne(char one, char next) =>
        (char.IsLetterOrDigit(one) && char.IsLetterOrDigit(next)) || (char.IsWhiteSpace(one) && char.IsWhiteSpace(next)) || char.IsLowSurrogate(next);
}
