namespace TapeDeck.Engine.Query;

/// <summary>Where a field's name ends: letters, digits, dots and dashes, and behind <c>$</c> the steps of a JSON path.</summary>
internal static class QueryFieldName
{
    /// <summary>Whether a text begins with a name and an operator; blanks may stand between them.</summary>
    /// <param name="text">The text.</param>
    /// <param name="length">Characters of both.</param>
    public static bool TryReadHead(ReadOnlySpan<char> text, out int length)
    {
        length = LengthOf(text);
        if (length == 0)
        {
            return false;
        }

        length += text[length..].Length - text[length..].TrimStart().Length;
        if (!QueryOperators.TryRead(text[length..], out var sign, out _))
        {
            return false;
        }

        length += sign.Length;
        return true;
    }

    /// <summary>Characters of the name; 0 when there is none.</summary>
    public static int LengthOf(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && (length == 0 ? char.IsAsciiLetter(text[0]) : IsNameCharacter(text[length])))
        {
            length += text[length] == '[' ? LengthOfStep(text[length..]) : 1;
        }

        return Math.Min(length, text.Length);
    }

    private static bool IsNameCharacter(char character) => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_' or '$' or '[' || character > '\x7F';

    /// <summary>A step in square brackets; up to the end of the text when it does not end.</summary>
    private static int LengthOfStep(ReadOnlySpan<char> text)
    {
        if (text.Length > 1 && text[1] == '"')
        {
            var quoted = QueryQuotes.LengthOf(text[1..]);
            return quoted < 0 ? text.Length : quoted + 2;
        }

        var end = text.IndexOf(']');
        return end < 0 ? text.Length : end + 1;
    }
}
