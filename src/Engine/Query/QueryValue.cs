using Superpower.Model;

namespace TapeDeck.Engine.Query;

/// <summary>A value as written.</summary>
internal readonly struct QueryValue(Token<QueryToken> token)
{
    public Token<QueryToken> Token => token;

    /// <summary>Whether it stands in quotes: then it is meant as it is, without wildcards and ranges.</summary>
    public bool IsQuoted => token.Kind == QueryToken.Quoted;

    public string Text => IsQuoted ? QueryQuotes.Unquote(token.Span.ToStringValue()) : token.Span.ToStringValue();

    /// <summary>Where a character of <see cref="Text"/> was written: characters from the start of the token.</summary>
    public int At(int index) => IsQuoted ? QueryQuotes.OffsetOf(token.Span.ToStringValue(), index) : index;

    /// <summary>Both ends of <c>a..b</c>, either of which may be left out; null when it is no range.</summary>
    public (string Least, string Most)? Range =>
        !IsQuoted && Text is var text && text.IndexOf("..", StringComparison.Ordinal) is var at and >= 0 && text.Length > 2 ? (text[..at], text[(at + 2)..]) : null;
}
