namespace TapeDeck.Engine.Rules;

/// <summary>What the rules made of a request.</summary>
internal enum RuleOutcome
{
    /// <summary>It goes on, changed or not.</summary>
    Passed,

    /// <summary>A filter took it out.</summary>
    Filtered,

    /// <summary>It is not HTTP/1, and an allow filter is set that it therefore cannot satisfy.</summary>
    Unparsable,
}
