using System.Text;
using TapeDeck.Engine.Query;

namespace TapeDeck.Engine.Index;

/// <summary>
/// Runs a query as SQL over the exchanges of an index. What the index does not know — headers and bodies — it leaves out in such a way
/// that no exchange that fits is lost, and says so.
/// </summary>
internal static class QuerySql
{
    /// <summary>Columns that hold the texts of a summary.</summary>
    private static readonly Dictionary<SummaryText, string> s_texts = new()
    {
        [SummaryText.Method] = "method",
        [SummaryText.Host] = "host",
        [SummaryText.Target] = "target",
        [SummaryText.Path] = "path",
        [SummaryText.Query] = "query",
        [SummaryText.ContentType] = "content_type",
        [SummaryText.Id] = "id",
        [SummaryText.Endpoint] = "endpoint",
        [SummaryText.Client] = "client",
        [SummaryText.Connection] = "connection",
        [SummaryText.Failure] = "failure",
    };

    private static readonly Dictionary<SummaryNumber, string> s_numbers = new()
    {
        [SummaryNumber.Status] = "status",
        [SummaryNumber.Latency] = "latency",
        [SummaryNumber.Time] = "ts",
        [SummaryNumber.RequestSize] = "request_bytes",
        [SummaryNumber.ResponseSize] = "response_bytes",
        [SummaryNumber.Size] = "(request_bytes + response_bytes)",
    };

    /// <summary>The column of a text.</summary>
    public static string ColumnOf(SummaryText field) => s_texts[field];

    /// <summary>A condition that holds for all that fit, perhaps for more; null when it would hold for all.</summary>
    public static SqlText? Compile(QueryNode node) => Compile(node, isNegated: false);

    /// <summary>What is still to be asked of what the condition lets through; null when nothing is.</summary>
    public static QueryNode? Rest(QueryNode node) => node is QueryNode.All all
        ? all.Terms.Select(Rest).OfType<QueryNode>().ToArray() switch { [] => null, [var only] => only, var several => new QueryNode.All(several) }
        : IsExact(node) ? null : node;

    private static bool IsExact(QueryNode node) => node switch
    {
        QueryNode.All all => all.Terms.All(IsExact),
        QueryNode.Any any => any.Terms.All(IsExact),
        QueryNode.Not not => IsExact(not.Term),
        _ => Leaf(node) is not null,
    };

    private static SqlText? Compile(QueryNode node, bool isNegated) => node switch
    {
        QueryNode.Not not => Compile(not.Term, !isNegated),
        QueryNode.All all => isNegated ? Or(all.Terms, isNegated) : And(all.Terms, isNegated),
        QueryNode.Any any => isNegated ? And(any.Terms, isNegated) : Or(any.Terms, isNegated),
        _ => Leaf(node) is not { } leaf ? null : isNegated ? leaf with { Sql = $"NOT ({leaf.Sql})" } : leaf,
    };

    private static SqlText? And(IReadOnlyList<QueryNode> terms, bool isNegated) =>
        terms.Select(term => Compile(term, isNegated)).OfType<SqlText>().ToArray() is { Length: > 0 } known ? Join(" AND ", known) : null;

    private static SqlText? Or(IReadOnlyList<QueryNode> terms, bool isNegated) =>
        terms.Select(term => Compile(term, isNegated)).ToArray() is var all && all.Contains(null) ? null : Join(" OR ", [.. all.OfType<SqlText>()]);

    private static SqlText Join(string word, IReadOnlyList<SqlText> terms) =>
        new(string.Join(word, terms.Select(term => $"({term.Sql})")), [.. terms.SelectMany(term => term.Values)]);

    private static SqlText? Leaf(QueryNode node) => node switch
    {
        QueryNode.Everything => SqlText.Of("true"),
        QueryNode.Free free => Free(free.Match),
        // An endpoint may be asked for without its method.
        QueryNode.Text { Field: SummaryText.Endpoint } endpoint => Test("endpoint", endpoint.Match) is { } whole && Test("template", endpoint.Match) is { } path ? Join(" OR ", [whole, path]) : null,
        QueryNode.Text text => Test(s_texts[text.Field], text.Match),
        // A status is compared as what it is stored as: what blocks of rows hold is known in that type.
        QueryNode.Number { Field: SummaryNumber.Status } status => SqlText.Of("status BETWEEN ? AND ?", Short(status.Least), Short(status.Most)),
        QueryNode.Number number => SqlText.Of($"{s_numbers[number.Field]} BETWEEN ? AND ?", number.Least, number.Most),
        _ => null,
    };

    private static SqlText Free(TextMatch.Contains match) =>
        Join(" OR ", [Contains("target", match), Contains("method", match), Contains("host", match), SqlText.Of("status > 0 AND contains(status::VARCHAR, ?)", Value(match.Folded))]);

    private static short Short(long value) => (short)Math.Clamp(value, short.MinValue, short.MaxValue);

    /// <summary>The index's texts have one character a byte, and so have values.</summary>
    private static string Value(byte[] bytes) => Encoding.Latin1.GetString(bytes);

    private static SqlText Contains(string column, TextMatch.Contains match) => SqlText.Of($"contains(lower({column}), ?)", Value(match.Folded));

    private static SqlText? Test(string column, TextMatch match) => match switch
    {
        TextMatch.Contains contains => Contains(column, contains),
        TextMatch.Exact exact => SqlText.Of($"{column} = ?", Value(exact.Text)),
        TextMatch.Wildcard wildcard => SqlText.Of($"{column} <> '' AND {column} LIKE ? ESCAPE '\\'", string.Join('%', wildcard.Parts.Select(Value).Select(Escape))),
        TextMatch.Pattern pattern when MeansTheSame(pattern.Text) => SqlText.Of($"{column} <> '' AND regexp_matches({column}, ?)", pattern.Text),
        _ => null,
    };

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);

    /// <summary>
    /// DuckDB's engine has the same syntax but sees characters, not bytes, and refuses what grows too large. What may differ is left to ours.
    /// </summary>
    private static bool MeansTheSame(string pattern)
    {
        const int SurelySmall = 256;
        return pattern.Length <= SurelySmall && Ascii.IsValid(pattern) && !pattern.Contains('{', StringComparison.Ordinal)
            && !pattern.Where((character, at) => character == '\\' && at + 1 < pattern.Length && (pattern[at + 1] is 'p' or 'P' or 'x' or 'Q' or 'C' || char.IsAsciiDigit(pattern[at + 1]))).Any();
    }
}
