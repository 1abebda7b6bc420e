using Superpower;
using Superpower.Model;

namespace TapeDeck.Engine.Query;

/// <summary>Cuts a text into words. Right behind an operator everything up to the next blank is a value: <c>time&gt;-15m</c>, <c>host:and</c>.</summary>
internal sealed class QueryTokenizer : Tokenizer<QueryToken>
{
    public static QueryTokenizer Instance { get; } = new();

    protected override IEnumerable<Result<QueryToken>> Tokenize(TextSpan span, TokenizationState<QueryToken> state)
    {
        var text = span.ToStringValue();
        var at = SkipBlanks(text, 0);
        for (var isValue = false; at < text.Length;)
        {
            var word = Next(text.AsSpan(at), isValue);
            var location = span.Skip(at + word.FaultAt);
            if (word.Fault is not null)
            {
                yield return Result.Empty<QueryToken>(location, word.Fault);
                yield break;
            }

            yield return Result.Value(word.Kind, location, location.Skip(word.Length));
            isValue = word.Kind == QueryToken.Head;
            at = SkipBlanks(text, at + word.Length);
        }
    }

    private static int SkipBlanks(string text, int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        return at;
    }

    private static Word Next(ReadOnlySpan<char> text, bool isValue) => text[0] switch
    {
        '(' => new(QueryToken.Open, 1),
        ')' => new(QueryToken.Close, 1),
        '"' => Quoted(text),
        '-' when !isValue => new(QueryToken.Not, 1),
        _ when isValue => Bare(text, "A value with brackets or quotes inside stands in quotes as a whole."),
        _ when QueryOperators.TryRead(text, out var sign, out _) => Word.Wrong(0, $"There is no field in front of '{sign}'. To search for the text, put it in quotes."),
        _ when QueryFieldName.TryReadHead(text, out var length) => Head(text, length),
        _ => Plain(text),
    };

    private static Word Head(ReadOnlySpan<char> text, int length) =>
        text[length - 1] == '=' && text[length..].StartsWith("=") ? Word.Wrong(length, "One '=' is enough.") : new(QueryToken.Head, length);

    private static Word Plain(ReadOnlySpan<char> text)
    {
        var word = Bare(text, "Put a blank here, or the whole text in quotes.");
        return word.Fault is not null ? word : word with { Kind = Kind(text[..word.Length]) };
    }

    private static QueryToken Kind(ReadOnlySpan<char> word) =>
        word.Equals("and", StringComparison.OrdinalIgnoreCase) ? QueryToken.And
        : word.Equals("or", StringComparison.OrdinalIgnoreCase) ? QueryToken.Or
        : word.Equals("not", StringComparison.OrdinalIgnoreCase) ? QueryToken.Not
        : QueryToken.Word;

    private static Word Bare(ReadOnlySpan<char> text, string ifGlued)
    {
        var length = 1;
        while (length < text.Length && !char.IsWhiteSpace(text[length]) && text[length] is not ('(' or ')' or '"'))
        {
            length++;
        }

        return length < text.Length && text[length] is '(' or '"' ? IsKeyword(text[..length], text[length]) ? new(QueryToken.Word, length) : Word.Wrong(length, ifGlued)
            : new(QueryToken.Word, length);
    }

    /// <summary><c>not(a b)</c> needs no blank.</summary>
    private static bool IsKeyword(ReadOnlySpan<char> word, char next) => next == '(' && Kind(word) != QueryToken.Word;

    private static Word Quoted(ReadOnlySpan<char> text)
    {
        var length = QueryQuotes.LengthOf(text);
        return length < 0 ? Word.Wrong(0, "This quote has no end.")
            : length < text.Length && !char.IsWhiteSpace(text[length]) && text[length] != ')' ? Word.Wrong(length, "Put a blank behind the quote.")
            : new(QueryToken.Quoted, length);
    }

    private readonly record struct Word(QueryToken Kind, int Length, int FaultAt = 0, string? Fault = null)
    {
        public static Word Wrong(int at, string message) => new(default, 0, at, message);
    }
}
