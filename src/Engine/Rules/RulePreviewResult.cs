using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Rules;

/// <summary>What rules would do to the requests looked at so far.</summary>
public sealed record RulePreviewResult
{
    /// <summary>All requests: the sum of the four counts that follow.</summary>
    public long Requests => Unchanged + Rewritten + Filtered + Unparsable;

    /// <summary>Passed as they were.</summary>
    public required long Unchanged { get; init; }

    /// <summary>Passed and changed.</summary>
    public required long Rewritten { get; init; }

    /// <summary>Taken out by a filter.</summary>
    public required long Filtered { get; init; }

    /// <summary>Not HTTP/1, and so taken out since there is an allow filter.</summary>
    public required long Unparsable { get; init; }

    /// <summary>Changed to something that is no HTTP request any more, or says another length than it has.</summary>
    public required long InvalidCount { get; init; }

    /// <summary>For each rule: requests that a changing rule changed, an allow rule let pass, another filter took out. 0 for disabled rules.</summary>
    public required IReadOnlyList<long> Hits { get; init; }

    /// <summary>The first requests that were changed.</summary>
    public required IReadOnlyList<RuleSample> Samples { get; init; }

    /// <summary>The first of the invalid ones.</summary>
    public required IReadOnlyList<RuleSample> Invalid { get; init; }

    /// <summary>What is valid and perhaps not meant, with the pointer of the rule.</summary>
    public required IReadOnlyList<PlanFault> Warnings { get; init; }
}

/// <summary>One request before and after.</summary>
/// <param name="Before">As recorded.</param>
/// <param name="After">As it would be sent, but for what an output adds.</param>
/// <param name="Fault">What makes it invalid; null when it is valid.</param>
public sealed record RuleSample(Record Before, Record After, string? Fault);
