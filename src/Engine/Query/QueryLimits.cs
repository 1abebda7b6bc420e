namespace TapeDeck.Engine.Query;

/// <summary>What a query may cost. Together they keep reading one and running it within bounds that nobody else notices.</summary>
public static class QueryLimits
{
    /// <summary>Characters of the text.</summary>
    public const int Characters = 16 << 10;

    /// <summary>Brackets within brackets.</summary>
    public const int Depth = 32;

    /// <summary>Conditions, each value of a list counted.</summary>
    public const int Conditions = 500;

    /// <summary>Regular expressions.</summary>
    public const int Regexps = 20;
}
