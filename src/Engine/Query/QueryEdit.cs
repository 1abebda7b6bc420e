using Superpower;

namespace TapeDeck.Engine.Query;

/// <summary>Changes the text of a query as buttons and lists do: one condition more, another value for a field. Texts that are no query are left alone.</summary>
public static class QueryEdit
{
    /// <summary>The query, and a condition more; a condition that stands there already is not put there twice.</summary>
    /// <param name="text">A query, perhaps empty.</param>
    /// <param name="condition">A condition such as <c>host=api</c> or <c>-host=api</c>.</param>
    public static string And(string? text, string condition)
    {
        var known = (text ?? "").Trim();
        return known.Length == 0 ? condition : Syntax(known) switch
        {
            null => known,
            QuerySyntax.Any => $"({known}) {condition}",
            _ when Terms(known).Any(term => known[term.Start..term.End] == condition) => known,
            _ => $"{known} {condition}",
        };
    }

    /// <summary>The value a field must have, when that is said once and for the whole query; else null.</summary>
    public static string? ValueOf(string? text, string field) => text is not null && Find(text, field) is { } term ? term.Value : null;

    /// <summary>The query with <c>field:value</c>, in place of that for another value; null takes the condition out.</summary>
    public static string With(string? text, string field, string? value)
    {
        var known = (text ?? "").Trim();
        var condition = value is null ? "" : $"{field}:{QueryQuotes.Quote(value)}";
        return Find(known, field) is { } term ? Tidy(known[..term.Start], condition, known[term.End..])
            : condition.Length > 0 ? And(known, condition) : known;
    }

    private static string Tidy(string before, string condition, string after) =>
        string.Join(' ', new[] { before.Trim(), condition, after.Trim() }.Where(part => part.Length > 0));

    private static Term? Find(string text, string field) =>
        Terms(text).Where(term => field.Equals(term.Field, StringComparison.OrdinalIgnoreCase)).Take(2).ToArray() is [var only] ? only : null;

    /// <summary>The conditions that every exchange must meet and that no word joins, as they stand in the text.</summary>
    private static IEnumerable<Term> Terms(string text) => Syntax(text) switch
    {
        QuerySyntax.Condition only => [Read(text, only)],
        QuerySyntax.All all when !HasWord(text) => all.Terms.OfType<QuerySyntax.Condition>().Select(condition => Read(text, condition)),
        _ => [],
    };

    private static bool HasWord(string text) => QueryTokenizer.Instance.Tokenize(text).Any(token => token.Kind == QueryToken.And);

    private static Term Read(string text, QuerySyntax.Condition condition)
    {
        var head = condition.Head.Span;
        var name = text.Substring(head.Position.Absolute, QueryFieldName.LengthOf(head.ToStringValue()));
        var isPlain = condition.Values.Count == 1 && head.ToStringValue().EndsWith(':');
        var last = condition.Values[^1].Span;
        return new Term(
            isPlain ? name : null, new QueryValue(condition.Values[0]).Text, head.Position.Absolute, last.Position.Absolute + last.Length);
    }

    private static QuerySyntax? Syntax(string text)
    {
        var words = text.Length > QueryLimits.Characters ? default : QueryTokenizer.Instance.TryTokenize(text);
        var syntax = words is { HasValue: true } ? QueryGrammar.Query.TryParse(words.Value) : default;
        return syntax is { HasValue: true } ? syntax.Value : null;
    }

    /// <summary>A condition in a text; without a field when it is not simply <c>field:value</c>.</summary>
    private readonly record struct Term(string? Field, string Value, int Start, int End);
}
