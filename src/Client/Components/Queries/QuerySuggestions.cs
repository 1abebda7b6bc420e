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

    private static readonly string[] s_headers =
        ["accept", "authorization", "cache-control", "content-encoding", "content-type", "cookie", "location", "origin", "referer", "server", "set-cookie", "user-agent", "x-forwarded-for", "x-request-id"];

    private static readonly string[] s_sides = ["header.", "request.header.", "response.header."];

    private static readonly Dictionary<string, string> s_operators = new(StringComparer.Ordinal)
    {
        [":"] = "contains, or is", ["="] = "is, * for anything", ["!="] = "is not", ["~"] = "regular expression", ["!~"] = "no such expression",
        [">"] = "more", [">="] = "at least", ["<"] = "less", ["<="] = "at most",
    };

    public static async Task<IReadOnlyList<QuerySuggestion>> OfAsync(QueryCompletion at, FindValues values, CancellationToken cancellationToken) => at.Kind switch
    {
        QueryCompletionKind.Operator => Operators(at.Field),
        QueryCompletionKind.Value => await ValuesAsync(at.Field, at.Typed, values, cancellationToken),
        _ => Fields(at.Typed),
    };

    private static List<QuerySuggestion> Fields(string typed)
    {
        var headers = s_headers.SelectMany(name => s_sides.Select(side => new QuerySuggestion(side + name, "header", side + name)));
        return [.. QueryField.All.Select(field => new QuerySuggestion(field.Name, field.Description, field.Name)).Concat(typed.Contains('.', StringComparison.Ordinal) ? headers : [])
            .Where(offered => offered.Shown.Length > typed.Length && offered.Shown.StartsWith(typed, StringComparison.OrdinalIgnoreCase)).Take(Most)];
    }

    private static List<QuerySuggestion> Operators(string name) => FieldOf(name) is not { } field ? []
        : [.. field.Operators.Select(sign => new QuerySuggestion(name + sign, Meaning(field, sign), name + sign))];

    private static string Meaning(QueryField field, string sign) => sign switch
    {
        ":" => field.Kind is QueryFieldKind.Text or QueryFieldKind.Header or QueryFieldKind.Body or QueryFieldKind.Json ? "contains" : "is, or a range a..b",
        "=" when field.Kind is not (QueryFieldKind.Text or QueryFieldKind.Header or QueryFieldKind.Json) => "is",
        _ => s_operators[sign],
    };

    private static async Task<IReadOnlyList<QuerySuggestion>> ValuesAsync(string name, string typed, FindValues values, CancellationToken cancellationToken)
    {
        var fixedValues = Fixed(FieldOf(name)?.Kind).Where(value => value.Value.StartsWith(typed, StringComparison.OrdinalIgnoreCase)).ToArray();
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

    private static QueryField? FieldOf(string name) =>
        QueryField.All.FirstOrDefault(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? QueryField.All.Where(field => field.Kind is QueryFieldKind.Header or QueryFieldKind.Json).FirstOrDefault(field => name.StartsWith(field.Name, StringComparison.OrdinalIgnoreCase));
}
