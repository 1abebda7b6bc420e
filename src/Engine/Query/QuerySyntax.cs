using Superpower.Model;

namespace TapeDeck.Engine.Query;

/// <summary>A query as written, before anybody asked whether its fields and values make sense.</summary>
internal abstract record QuerySyntax
{
    /// <summary>Text without a field.</summary>
    public sealed record Free(Token<QueryToken> Value) : QuerySyntax;

    /// <summary>A field, an operator, and the values of which one must fit.</summary>
    public sealed record Condition(Token<QueryToken> Head, IReadOnlyList<Token<QueryToken>> Values) : QuerySyntax;

    public sealed record All(IReadOnlyList<QuerySyntax> Terms) : QuerySyntax;

    public sealed record Any(IReadOnlyList<QuerySyntax> Terms) : QuerySyntax;

    public sealed record Not(QuerySyntax Term) : QuerySyntax;
}
