using Superpower;
using Superpower.Model;
using Superpower.Parsers;

namespace TapeDeck.Engine.Query;

/// <summary>
/// The grammar, on words. The parser of a bracket's content is that of the next level down, and there are only so many levels: no text
/// makes this call itself without end.
/// </summary>
internal static class QueryGrammar
{
    private static readonly TokenListParser<QueryToken, QuerySyntax> s_tooDeep = input => TokenListParserResult.Empty<QueryToken, QuerySyntax>(
        input, $"Brackets are nested more than {QueryLimits.Depth} deep.");

    private static readonly TokenListParser<QueryToken, Token<QueryToken>> s_value = Token.EqualTo(QueryToken.Word).Or(Token.EqualTo(QueryToken.Quoted));

    /// <summary><c>(GET or POST)</c>, or without the word between them.</summary>
    private static readonly TokenListParser<QueryToken, Token<QueryToken>[]> s_list =
        from open in Token.EqualTo(QueryToken.Open)
        from first in s_value
        from rest in Token.EqualTo(QueryToken.Or).IgnoreThen(s_value).Or(s_value).Many()
        from close in Token.EqualTo(QueryToken.Close)
        select (Token<QueryToken>[])[first, .. rest];

    private static readonly TokenListParser<QueryToken, QuerySyntax> s_condition =
        from head in Token.EqualTo(QueryToken.Head)
        from values in s_value.Select(value => new[] { value }).Or(s_list)
        select (QuerySyntax)new QuerySyntax.Condition(head, values);

    private static readonly TokenListParser<QueryToken, QuerySyntax> s_free = s_value.Select(value => (QuerySyntax)new QuerySyntax.Free(value));

    /// <summary>A whole query that is not empty.</summary>
    public static TokenListParser<QueryToken, QuerySyntax> Query { get; } = Nested(QueryLimits.Depth).AtEnd();

    private static TokenListParser<QueryToken, QuerySyntax> Nested(int levels) => Alternatives(levels == 0 ? s_tooDeep : Nested(levels - 1));

    private static TokenListParser<QueryToken, QuerySyntax> Alternatives(TokenListParser<QueryToken, QuerySyntax> inBrackets)
    {
        var brackets = inBrackets.Between(Token.EqualTo(QueryToken.Open), Token.EqualTo(QueryToken.Close));
        var term =
            from signs in Token.EqualTo(QueryToken.Not).Many()
            from what in s_condition.Or(s_free).Or(brackets)
            select signs.Length % 2 == 0 ? what : new QuerySyntax.Not(what);
        var terms =
            from first in term
            from rest in Token.EqualTo(QueryToken.And).IgnoreThen(term).Or(term).Many()
            select rest.Length == 0 ? first : new QuerySyntax.All([first, .. rest]);
        return terms.AtLeastOnceDelimitedBy(Token.EqualTo(QueryToken.Or)).Select(all => all.Length == 1 ? all[0] : new QuerySyntax.Any(all));
    }
}
