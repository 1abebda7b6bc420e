using Superpower.Model;

namespace TapeDeck.Engine.Query;

/// <summary>Finds out what fields and values mean. The first thing that makes no sense is the fault; what is returned then is of no use.</summary>
/// <param name="now">What relative moments count from, nanoseconds since the Unix epoch.</param>
internal sealed class QueryBinder(long now)
{
    private static readonly QueryNode s_nothing = new QueryNode.Everything();
    private int _conditions;
    private int _regexps;

    public QueryFault? Fault { get; private set; }

    /// <summary>Whether a value depends on when the query is asked.</summary>
    public bool IsRelative { get; private set; }

    public QueryNode Bind(QuerySyntax syntax) => syntax switch
    {
        QuerySyntax.All all => new QueryNode.All([.. all.Terms.Select(Bind)]),
        QuerySyntax.Any any => new QueryNode.Any([.. any.Terms.Select(Bind)]),
        QuerySyntax.Not not => new QueryNode.Not(Bind(not.Term)),
        QuerySyntax.Free free => BindFree(free.Value),
        _ => BindCondition((QuerySyntax.Condition)syntax),
    };

    /// <summary>Notes a fault of something that was written, unless there is one already.</summary>
    public QueryNode Refuse(Token<QueryToken> token, string message) => Refuse(token.Position.Absolute, token.Span.Length, message);

    /// <summary>Counts a regular expression; false when there are too many.</summary>
    public bool MayUseRegexp() => ++_regexps <= QueryLimits.Regexps;

    /// <summary>A written moment.</summary>
    public Bounds? Moment(string text)
    {
        IsRelative |= MomentText.IsRelative(text);
        return MomentText.Read(text, now);
    }

    private QueryNode Refuse(int at, int length, string message)
    {
        Fault ??= new QueryFault(at + 1, Math.Max(1, length), message);
        return s_nothing;
    }

    private QueryNode BindFree(Token<QueryToken> value)
    {
        Count(value);
        var text = new QueryValue(value).Text;
        return text.Length == 0 ? Refuse(value, "There is no text to search for between the quotes.") : new QueryNode.Free(new TextMatch.Contains(text));
    }

    private QueryNode BindCondition(QuerySyntax.Condition condition)
    {
        var head = condition.Head.ToStringValue();
        var name = head[..QueryFieldName.LengthOf(head)];
        QueryOperators.TryRead(head.AsSpan(name.Length).TrimStart(), out _, out var asked);
        if (QueryField.Find(name) is not { } field)
        {
            return Refuse(condition.Head.Position.Absolute, name.Length, $"There is no field '{Shown(name)}'. To search for the text, put it in quotes.");
        }

        var binder = new ConditionBinder(this, field, name, condition.Head);
        var isNegated = asked is QueryOperator.IsNot or QueryOperator.MatchesNot;
        var plain = asked switch { QueryOperator.IsNot => QueryOperator.Is, QueryOperator.MatchesNot => QueryOperator.Matches, _ => asked };
        QueryNode[] terms = [.. condition.Values.Select(value => BindValue(binder, plain, value))];
        var node = terms.Length == 1 ? terms[0] : new QueryNode.Any(terms);
        return isNegated ? new QueryNode.Not(node) : node;
    }

    private QueryNode BindValue(ConditionBinder binder, QueryOperator asked, Token<QueryToken> value)
    {
        Count(value);
        return Fault is null ? binder.Bind(asked, new QueryValue(value)) : s_nothing;
    }

    private void Count(Token<QueryToken> value)
    {
        if (++_conditions > QueryLimits.Conditions)
        {
            Refuse(value, $"A query has at most {QueryLimits.Conditions} conditions.");
        }
    }

    private static string Shown(string name) => name.Length <= 40 ? name : name[..40] + "…";
}
