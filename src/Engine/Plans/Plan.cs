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

    /// <summary>A process that records go through between inputs and outputs; null for none.</summary>
    public MiddlewarePlan? Middleware { get; init; }

    /// <summary>Whether chunked framing and gzip are taken off bodies before the outputs see them. <c>--prettify-http</c> (spec §11.2).</summary>
    public bool Prettify { get; init; }

    /// <summary>Whether each exchange goes to one of the outputs, in turn, instead of to all. <c>--split-output</c> (spec §8.4).</summary>
    public bool SplitOutputs { get; init; }

    /// <summary>Whether requests of one recorded connection are sent in order, one at a time, over a connection of their own. <c>--recognize-tcp-sessions</c> (spec §5.8).</summary>
    public bool KeepSessions { get; init; }

    /// <summary>Where records go; at least one.</summary>
    public IReadOnlyList<OutputPlan> Outputs { get; init; } = [];

    /// <summary>When to stop.</summary>
    public LimitsPlan Limits { get; init; } = new();
}
