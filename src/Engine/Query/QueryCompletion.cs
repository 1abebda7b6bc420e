namespace TapeDeck.Engine.Query;

/// <summary>What stands at the caret of a query that is being typed.</summary>
/// <param name="Kind">What could stand there.</param>
/// <param name="Field">The field's name, for operators and values.</param>
/// <param name="Typed">What is typed of it so far, without quotes.</param>
/// <param name="Start">Where it begins: the first character that a choice replaces, from 0.</param>
/// <param name="Length">Characters that a choice replaces.</param>
public sealed record QueryCompletion(QueryCompletionKind Kind, string Field, string Typed, int Start, int Length)
{
    /// <summary>Looks at a text; null where nothing is to be offered.</summary>
    /// <param name="text">As typed so far, right or wrong.</param>
    /// <param name="caret">Characters in front of the caret.</param>
    public static QueryCompletion? At(string text, int caret)
    {
        ArgumentNullException.ThrowIfNull(text);
        var end = Math.Clamp(caret, 0, text.Length);
        for (var at = 0; at < end;)
        {
            var rest = text.AsSpan(at);
            if (QueryFieldName.TryReadHead(rest, out var head))
            {
                var name = rest[..QueryFieldName.LengthOf(rest)].ToString();
                var (start, length) = (at + head, LengthOfValue(text.AsSpan(at + head)));
                if (end >= start && end <= start + length)
                {
                    return new QueryCompletion(QueryCompletionKind.Value, name, text[start..end].TrimStart('"'), start, length);
                }

                at = start + length;
            }
            else if (char.IsWhiteSpace(text[at]) || text[at] is '(' or ')' or '-')
            {
                at++;
            }
            else
            {
                var length = LengthOfValue(rest);
                if (end <= at + length)
                {
                    return text[at] == '"' ? null : OfWord(text[at..end], at, length);
                }

                at += length;
            }
        }

        return null;
    }

    /// <summary>A whole name of a field needs an operator, anything else may become a name.</summary>
    private static QueryCompletion OfWord(string typed, int start, int length) =>
        QueryField.All.Any(field => field.Name.Equals(typed, StringComparison.OrdinalIgnoreCase) && !field.Name.EndsWith('.') && !field.Name.EndsWith('$')) || IsNamed(typed)
            ? new QueryCompletion(QueryCompletionKind.Operator, typed, "", start, length)
            : new QueryCompletion(QueryCompletionKind.Field, "", typed, start, length);

    /// <summary>A path within JSON that has come to a name.</summary>
    private static bool IsNamed(string typed) => typed.IndexOf('$', StringComparison.Ordinal) is var at and > 0 && JsonPath.Parse(typed.AsSpan(at), out _) is not null;

    private static int LengthOfValue(ReadOnlySpan<char> text)
    {
        if (text.StartsWith("\""))
        {
            return QueryQuotes.LengthOf(text) is var quoted and > 0 ? quoted : text.Length;
        }

        var length = 0;
        while (length < text.Length && !char.IsWhiteSpace(text[length]) && text[length] is not ('(' or ')' or '"'))
        {
            length++;
        }

        return length;
    }
}

/// <summary>What could stand at the caret.</summary>
public enum QueryCompletionKind
{
    /// <summary>A field's name, or free text.</summary>
    Field,

    /// <summary>An operator behind a field's name.</summary>
    Operator,

    /// <summary>A value behind an operator.</summary>
    Value,
}
