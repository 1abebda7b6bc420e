namespace TapeDeck.Engine.Plans;

/// <summary>
/// What a user asked for: inputs, rules, outputs, limits. Pure data; the command line, the API and the pages all build this
/// and nothing else (design §2). JSON by <see cref="PlanJson"/>.
/// </summary>
public sealed record Plan
{
    /// <summary>Where records come from; at least one.</summary>
    public IReadOnlyList<InputPlan> Inputs { get; init; } = [];

    /// <summary>Filters and rewrites, applied in the fixed order of spec §6.1; within a kind in the order given.</summary>
    public IReadOnlyList<RulePlan> Rules { get; init; } = [];

    /// <summary>Where records go; at least one.</summary>
    public IReadOnlyList<OutputPlan> Outputs { get; init; } = [];

    /// <summary>When to stop.</summary>
    public LimitsPlan Limits { get; init; } = new();
}
