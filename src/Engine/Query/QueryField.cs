using System.Globalization;

namespace TapeDeck.Engine.Query;

/// <summary>A field of the language: what it is called, how it is compared and what it is.</summary>
/// <param name="Name">As written before the operator; ends with a dot where a name follows, as in <c>header.</c>.</param>
/// <param name="Kind">What it holds, and with that which operators and values it takes.</param>
/// <param name="Description">What it is, for lists.</param>
/// <param name="Example">A condition on it.</param>
public sealed record QueryField(string Name, QueryFieldKind Kind, string Description, string Example)
{
    /// <summary>What can be asked for it; others are refused at its column.</summary>
    public QueryScopes Scopes { get; init; } = QueryScopes.Exchanges | QueryScopes.Results;

    /// <summary>Every field, in the order in which lists show them.</summary>
    public static IReadOnlyList<QueryField> All { get; } =
    [
        new("method", QueryFieldKind.Text, "request method", "method:POST"),
        new("status", QueryFieldKind.Status, "status code, class, or none", "status:5xx"),
        new("host", QueryFieldKind.Text, "Host header, or the authority of the target", "host=api.*"),
        new("path", QueryFieldKind.Text, "path of the target", "path:/users"),
        new("endpoint", QueryFieldKind.Text, "method and path, with names for values", "endpoint:/users/{id}"),
        new("query", QueryFieldKind.Text, "what follows the question mark", "query:page=2"),
        new("target", QueryFieldKind.Text, "the whole target", "target:/search?q="),
        new("url", QueryFieldKind.Text, "the same as target", "url:/search?q="),
        new("type", QueryFieldKind.Text, "media type of the response", "type:json"),
        new("latency", QueryFieldKind.Duration, "from the request to the response", "latency>250ms"),
        new("size", QueryFieldKind.Size, "bytes of both messages", "size>1MB"),
        new("request.size", QueryFieldKind.Size, "bytes of the request", "request.size>10kB"),
        new("response.size", QueryFieldKind.Size, "bytes of the response", "response.size>100kB"),
        new("time", QueryFieldKind.Moment, "when the request began", "time>=-15m"),
        new("client", QueryFieldKind.Text, "the client's address", "client=10.0.0.*"),
        new("connection", QueryFieldKind.Text, "the connection the request came on", "connection=1f9000500a000005"),
        new("id", QueryFieldKind.Text, "id of the exchange", "id:3f2a"),
        new("failure", QueryFieldKind.Text, "why there is no complete response", "failure:refused") { Scopes = QueryScopes.Results },
        new("header.", QueryFieldKind.Header, "a header of either message", "header.x-tenant=acme") { Scopes = QueryScopes.Exchanges },
        new("request.header.", QueryFieldKind.Header, "a header of the request", "request.header.accept:json") { Scopes = QueryScopes.Exchanges },
        new("response.header.", QueryFieldKind.Header, "a header of the response", "response.header.location=*") { Scopes = QueryScopes.Exchanges },
        new("body", QueryFieldKind.Body, "either body, without codings", "body:timeout") { Scopes = QueryScopes.Exchanges },
        new("request.body", QueryFieldKind.Body, "the request's body", "request.body:acme") { Scopes = QueryScopes.Exchanges },
        new("response.body", QueryFieldKind.Body, "the response's body", "response.body:error") { Scopes = QueryScopes.Exchanges },
        new("body.$", QueryFieldKind.Json, "a value within a JSON body", "body.$.order.id=17") { Scopes = QueryScopes.Exchanges },
        new("request.body.$", QueryFieldKind.Json, "a value within the request's JSON", "request.body.$.total>100") { Scopes = QueryScopes.Exchanges },
        new("response.body.$", QueryFieldKind.Json, "a value within the response's JSON", "response.body.$.items[0].id=7") { Scopes = QueryScopes.Exchanges },
    ];

    /// <summary>The fields that something can be asked for.</summary>
    public static IEnumerable<QueryField> In(QueryScopes scope) => All.Where(field => field.Scopes.HasFlag(scope));

    /// <summary>The field of a name as it stands before an operator; null when there is none. Names that go on are those of a header and of a path within JSON.</summary>
    public static QueryField? Find(string name) => All.FirstOrDefault(field =>
        field.Kind is QueryFieldKind.Header ? name.Length > field.Name.Length && name.StartsWith(field.Name, StringComparison.OrdinalIgnoreCase)
        : field.Kind is QueryFieldKind.Json ? name.StartsWith(field.Name, StringComparison.OrdinalIgnoreCase)
        : name.Equals(field.Name, StringComparison.OrdinalIgnoreCase));

    /// <summary>What an exchange has in a field that has text or a status; empty when it has nothing, null for other fields.</summary>
    public static string? ValueOf(ExchangeSummary exchange, string name)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        ArgumentNullException.ThrowIfNull(name);
        return SummaryTexts.Find(name) is { } text ? ExchangePredicate.TextOf(exchange, text)
            : name.Equals("status", StringComparison.OrdinalIgnoreCase) ? exchange.Status == 0 ? "none" : exchange.Status.ToString(CultureInfo.InvariantCulture)
            : null;
    }

    /// <summary>Operators that make sense with it, as written.</summary>
    public IReadOnlyList<string> Operators => Kind switch
    {
        QueryFieldKind.Text or QueryFieldKind.Header => [":", "=", "!=", "~", "!~"],
        QueryFieldKind.Body => [":", "~", "!~"],
        QueryFieldKind.Json => [":", "=", "!=", "~", "!~", ">", ">=", "<", "<="],
        _ => [":", "=", "!=", ">", ">=", "<", "<="],
    };
}

/// <summary>What is asked.</summary>
[Flags]
public enum QueryScopes
{
    /// <summary>Exchanges, recorded or live.</summary>
    Exchanges = 1,

    /// <summary>What became of the requests of a replay. Their messages are not looked into.</summary>
    Results = 2,
}

/// <summary>What a field holds.</summary>
public enum QueryFieldKind
{
    /// <summary>A text of the summary.</summary>
    Text,

    /// <summary>A status code.</summary>
    Status,

    /// <summary>A length of time.</summary>
    Duration,

    /// <summary>Bytes.</summary>
    Size,

    /// <summary>A moment.</summary>
    Moment,

    /// <summary>A header; its name follows the field's.</summary>
    Header,

    /// <summary>A body as text.</summary>
    Body,

    /// <summary>A value within a JSON body; its path follows the field's name.</summary>
    Json,
}
