using System.Diagnostics.CodeAnalysis;
using Superpower;
using Superpower.Model;

namespace TapeDeck.Engine.Query;

/// <summary>
/// A query in the language of docs/query-language.md: read once, asked of any number of exchanges, from any thread. Two are equal when
/// they find the same.
/// </summary>
public sealed class TrafficQuery : IEquatable<TrafficQuery>
{
    private TrafficQuery(string text, QueryNode root, long? askedAt)
    {
        Text = text;
        Root = root;
        AskedAt = askedAt;
        NeedsMessages = root.NeedsMessages;
    }

    /// <summary>The query that every exchange fits.</summary>
    public static TrafficQuery Everything { get; } = new("", new QueryNode.Everything(), null);

    /// <summary>As typed, without blanks around it; empty for everything.</summary>
    public string Text { get; }

    /// <summary>Whether every exchange fits.</summary>
    public bool IsEverything => Root is QueryNode.Everything;

    /// <summary>Whether it asks for headers or bodies, which only the messages have.</summary>
    public bool NeedsMessages { get; }

    internal QueryNode Root { get; }

    /// <summary>When it was asked, if that makes a difference.</summary>
    private long? AskedAt { get; }

    /// <summary>Reads a query. Takes time linear in the text, which has at most <see cref="QueryLimits.Characters"/>.</summary>
    /// <param name="text">Null, empty or blank for everything.</param>
    /// <param name="now">What relative moments count from.</param>
    /// <param name="query">The query.</param>
    /// <param name="fault">The first thing that is wrong, when there is something.</param>
    /// <param name="scope">What will be asked.</param>
    public static bool TryParse(
        string? text, DateTimeOffset now, [NotNullWhen(true)] out TrafficQuery? query, [NotNullWhen(false)] out QueryFault? fault, QueryScopes scope = QueryScopes.Exchanges)
    {
        (query, fault) = Parse(text ?? "", new QueryBinder((now.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) * 100, scope));
        return query is not null;
    }

    /// <summary>Whether an exchange fits.</summary>
    /// <param name="exchange">Its summary.</param>
    /// <param name="request">The request, if it is at hand; looked at only if <see cref="NeedsMessages"/>.</param>
    /// <param name="response">The response, if it is at hand.</param>
    public bool IsMatch(ExchangeSummary exchange, Record? request = null, Record? response = null) =>
        IsEverything || ExchangePredicate.IsMatch(Root, new GivenMessages(exchange, request, response));

    /// <inheritdoc/>
    public bool Equals(TrafficQuery? other) => other is not null && other.Text == Text && other.AskedAt == AskedAt;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TrafficQuery);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Text, AskedAt);

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static (TrafficQuery? Query, QueryFault? Fault) Parse(string text, QueryBinder binder)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return (Everything, null);
        }

        if (text.Length > QueryLimits.Characters)
        {
            return (null, new QueryFault(QueryLimits.Characters + 1, text.Length - QueryLimits.Characters, $"A query has at most {QueryLimits.Characters} characters."));
        }

        var words = QueryTokenizer.Instance.TryTokenize(text);
        if (!words.HasValue)
        {
            return (null, new QueryFault(words.ErrorPosition.Absolute + 1, 1, words.ErrorMessage ?? "This cannot be read."));
        }

        var syntax = QueryGrammar.Query.TryParse(words.Value);
        return syntax.HasValue ? Bind(text, syntax.Value, binder) : (null, FaultOf(text, syntax));
    }

    private static (TrafficQuery? Query, QueryFault? Fault) Bind(string text, QuerySyntax syntax, QueryBinder binder)
    {
        var root = binder.Bind(syntax);
        return binder.Fault is null ? (new TrafficQuery(text.Trim(), root, binder.AskedAt), null) : (null, binder.Fault);
    }

    private static QueryFault FaultOf(string text, TokenListParserResult<QueryToken, QuerySyntax> result)
    {
        var isAtEnd = result.Remainder.IsAtEnd;
        var (at, length) = isAtEnd ? (text.TrimEnd().Length, 1) : (result.ErrorPosition.Absolute, result.Remainder.ConsumeToken().Value.Span.Length);
        return new QueryFault(at + 1, length, result.ErrorMessage ?? Say(isAtEnd, text.AsSpan(at, Math.Min(length, text.Length - at)), result.Expectations ?? []));
    }

    private static string Say(bool isAtEnd, ReadOnlySpan<char> word, IReadOnlyList<string> expected)
    {
        var missing = expected.Contains("condition") ? "a condition or a text" : expected.Contains("value") ? "a value" : expected.Contains("`)`") ? "a closing bracket )" : "";
        return isAtEnd ? $"At the end, {missing} is missing."
            : missing.Length > 0 ? $"'{word}' cannot stand here: {missing} is missing."
            : $"'{word}' cannot stand here.";
    }
}
