using TapeDeck.Client.Formatting;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Query;

namespace TapeDeck.Client.Components.Queries;

/// <summary>Finds the values of a field that begin with a text.</summary>
public delegate Task<IReadOnlyList<FieldValue>> FindValues(string field, string prefix, int count, CancellationToken cancellationToken);

/// <summary>What is offered to a person who types a query: fields, then operators, then values that really occur.</summary>
public static class QuerySuggestions
{
    private const int Most = 12;

    private static readonly Dictionary<string, string> s_operators = new(StringComparer.Ordinal)
    {
        [":"] = "contains, or is", ["="] = "is, * for anything", ["!="] = "is not", ["~"] = "regular expression", ["!~"] = "no such expression",
        [">"] = "more", [">="] = "at least", ["<"] = "less", ["<="] = "at most",
    };

    public static async Task<IReadOnlyList<QuerySuggestion>> OfAsync(QueryCompletion at, QueryScopes scope, FindValues values, CancellationToken cancellationToken) => at.Kind switch
    {
        QueryCompletionKind.Operator => Operators(at.Field),
        QueryCompletionKind.Value => await ValuesAsync(at.Field, at.Typed, values, cancellationToken),
        _ => await FieldsAsync(at.Typed, scope, values, cancellationToken),
    };

    private static async Task<IReadOnlyList<QuerySuggestion>> FieldsAsync(string typed, QueryScopes scope, FindValues values, CancellationToken cancellationToken)
    {
        var fields = QueryField.In(scope).Where(field => field.Name.StartsWith(typed, StringComparison.OrdinalIgnoreCase) && field.Name.Length > typed.Length)
            .Take(Most).Select(field => new QuerySuggestion(field.Name, field.Description, field.Name));
        if (QueryField.In(scope).FirstOrDefault(field => field.Kind == QueryFieldKind.Header && typed.StartsWith(field.Name, StringComparison.OrdinalIgnoreCase)) is not { } header)
        {
            return [.. fields];
        }

        var names = await values(header.Name, typed[header.Name.Length..], Most, cancellationToken);
        return names.Any(name => typed.Equals(header.Name + name.Value, StringComparison.OrdinalIgnoreCase)) ? Operators(typed)
            : [.. names.Select(name => new QuerySuggestion(header.Name + name.Value, Format.Count(name.Count), header.Name + name.Value))];
    }

    private static List<QuerySuggestion> Operators(string name) => QueryField.Find(name) is not { } field ? []
        : [.. field.Operators.Select(sign => new QuerySuggestion(name + sign, Meaning(field, sign), name + sign))];

    private static string Meaning(QueryField field, string sign) => sign switch
    {
        ":" => field.Kind is QueryFieldKind.Text or QueryFieldKind.Header or QueryFieldKind.Body or QueryFieldKind.Json ? "contains" : "is, or a range a..b",
        "=" when field.Kind is not (QueryFieldKind.Text or QueryFieldKind.Header or QueryFieldKind.Json) => "is",
        _ => s_operators[sign],
    };

    private static async Task<IReadOnlyList<QuerySuggestion>> ValuesAsync(string name, string typed, FindValues values, CancellationToken cancellationToken)
    {
        var fixedValues = Fixed(QueryField.Find(name)?.Kind).Where(value => value.Value.StartsWith(typed, StringComparison.OrdinalIgnoreCase)).ToArray();
        var found = await values(name, typed, Most, cancellationToken);
        return [.. fixedValues.Select(value => new QuerySuggestion(value.Value, value.Note, value.Value)),
            .. found.Where(value => !fixedValues.Any(known => known.Value == value.Value)).Take(Most).Select(value => new QuerySuggestion(value.Value, Format.Count(value.Count), QueryQuotes.Quote(value.Value)))];
    }

    private static (string Value, string Note)[] Fixed(QueryFieldKind? kind) => kind switch
    {
        QueryFieldKind.Status => [("2xx", "success"), ("3xx", "redirects"), ("4xx", "client errors"), ("5xx", "server errors"), ("none", "no response")],
        QueryFieldKind.Duration => [("100ms", ""), ("250ms", ""), ("1s", ""), ("5s", "")],
        QueryFieldKind.Size => [("10kB", ""), ("100kB", ""), ("1MB", "")],
        QueryFieldKind.Moment => [("-5m", "before now"), ("-15m", "before now"), ("-1h", "before now"), ("-1d", "before now")],
        QueryFieldKind.Header => [("*", "any value")],
        _ => [],
    };
}
