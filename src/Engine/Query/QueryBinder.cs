using Superpower.Model;

namespace TapeDeck.Engine.Query;

/// <summary>Finds out what fields and values mean. The first thing that makes no sense is the fault; what is returned then is of no use.</summary>
/// <param name="now">What relative moments count from, nanoseconds since the Unix epoch.</param>
/// <param name="scope">What will be asked.</param>
internal sealed class QueryBinder(long now, QueryScopes scope)
{
    private static readonly QueryNode s_nothing = new QueryNode.Everything();
    private int _conditions;
    private int _regexps;

    public QueryFault? Fault { get; private set; }

    /// <summary>When the query is asked, if a value depends on that.</summary>
    public long? AskedAt { get; private set; }

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

    /// <summary>Notes a fault of one character of something that was written; of all of it, when that is null.</summary>
    public void Refuse(Token<QueryToken> token, int? at, string message)
    {
        Refuse(token.Position.Absolute + (at ?? 0), at is null ? token.Span.Length : 1, message);
    }

    /// <summary>Counts a regular expression; false when there are too many.</summary>
    public bool MayUseRegexp() => ++_regexps <= QueryLimits.Regexps;

    /// <summary>A written moment.</summary>
    public Bounds? Moment(string text)
    {
        AskedAt = MomentText.IsRelative(text) ? now : AskedAt;
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
        if (text.Length == 0)
        {
            return Refuse(value, "There is no text to search for between the quotes.");
        }

        var match = new TextMatch.Contains(text);
        return scope == QueryScopes.Results ? new QueryNode.Any([new QueryNode.Free(match), new QueryNode.Text(SummaryText.Failure, match)]) : new QueryNode.Free(match);
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

        if (!field.Scopes.HasFlag(scope))
        {
            return Refuse(condition.Head.Position.Absolute, name.Length, scope == QueryScopes.Results
                ? "Headers and bodies of a replay's results are not searched."
                : $"Only results of a replay have a {field.Name}; to search for the text, put it in quotes.");
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
