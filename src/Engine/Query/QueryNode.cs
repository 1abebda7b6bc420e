namespace TapeDeck.Engine.Query;

/// <summary>What an exchange is asked: the tree both compilers read.</summary>
internal abstract record QueryNode
{
    /// <summary>Every exchange.</summary>
    public sealed record Everything : QueryNode;

    public sealed record All(IReadOnlyList<QueryNode> Terms) : QueryNode;

    public sealed record Any(IReadOnlyList<QueryNode> Terms) : QueryNode;

    public sealed record Not(QueryNode Term) : QueryNode;

    /// <summary>Text found in method, target, host or status.</summary>
    public sealed record Free(TextMatch.Contains Match) : QueryNode;

    /// <summary>A text of the exchange's summary; an empty one fits nothing.</summary>
    public sealed record Text(SummaryText Field, TextMatch Match) : QueryNode;

    /// <summary>A number of the exchange's summary within bounds, both included. Bounds of something absent are asked for as such: status 0 to 0.</summary>
    public sealed record Number(SummaryNumber Field, long Least, long Most) : QueryNode;

    /// <summary>A header of that name with a value that fits, of any of the messages meant.</summary>
    public sealed record Header(MessageSide Side, byte[] Name, TextMatch Match) : QueryNode;

    /// <summary>Something within a body without its codings.</summary>
    public sealed record Body(MessageSide Side, TextMatch Match) : QueryNode;

    /// <summary>A value within a JSON body.</summary>
    public sealed record Json(MessageSide Side, JsonPath Path, JsonMatch Match) : QueryNode;

    /// <summary>Whether it asks for more than the summary.</summary>
    public bool NeedsMessages => this switch
    {
        All all => all.Terms.Any(term => term.NeedsMessages),
        Any any => any.Terms.Any(term => term.NeedsMessages),
        Not not => not.Term.NeedsMessages,
        Header or Body or Json => true,
        _ => false,
    };
}

/// <summary>Texts of a summary.</summary>
internal enum SummaryText
{
    Method,
    Host,
    Target,
    Path,
    Query,
    ContentType,
    Id,

    /// <summary>Method and path template; the template alone fits too.</summary>
    Endpoint,
    Client,
    Connection,

    /// <summary>Only results of a replay have one.</summary>
    Failure,
}

/// <summary>Numbers of a summary: status as such, sizes in bytes, times in nanoseconds.</summary>
internal enum SummaryNumber
{
    Status,
    Latency,
    Time,
    RequestSize,
    ResponseSize,
    Size,
}

/// <summary>Which messages of an exchange are meant.</summary>
[Flags]
internal enum MessageSide
{
    Request = 1,
    Response = 2,
    Either = Request | Response,
}
