namespace TapeDeck.Engine.Query;

/// <summary>How a field is compared.</summary>
internal enum QueryOperator
{
    Has,
    Is,
    IsNot,
    Matches,
    MatchesNot,
    More,
    AtLeast,
    Less,
    AtMost,
}

/// <summary>How operators are written.</summary>
internal static class QueryOperators
{
    /// <summary>Longer ones first, so that the first that fits is the one that is meant.</summary>
    public static IReadOnlyList<(string Text, QueryOperator Operator)> All { get; } =
    [
        (">=", QueryOperator.AtLeast), ("<=", QueryOperator.AtMost), ("!=", QueryOperator.IsNot), ("!~", QueryOperator.MatchesNot),
        (":", QueryOperator.Has), ("=", QueryOperator.Is), ("~", QueryOperator.Matches), (">", QueryOperator.More), ("<", QueryOperator.Less),
    ];

    /// <summary>The operator a text begins with.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out string written, out QueryOperator read)
    {
        foreach (var (candidate, meaning) in All)
        {
            if (text.StartsWith(candidate, StringComparison.Ordinal))
            {
                (written, read) = (candidate, meaning);
                return true;
            }
        }

        (written, read) = ("", default);
        return false;
    }
}
