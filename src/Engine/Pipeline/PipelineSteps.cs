using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Rules;
using TapeDeck.Engine.Runs;

namespace TapeDeck.Engine.Pipeline;

/// <summary>What a plan wants done to records between inputs and outputs. Each loop gets steps of its own; what they share is here.</summary>
internal sealed class PipelineSteps
{
    private readonly RuleSet _rules;
    private readonly RunOptions _options;
    private readonly LedgerAccount _records;
    private readonly PayloadLimit _payloadLimit;

    public PipelineSteps(Plan plan, RuleSet rules, RunOptions options, Ledger ledger)
    {
        _rules = rules;
        _options = options;
        _records = ledger.Account(Ledger.Records);
        _payloadLimit = new PayloadLimit(plan.Limits.MaxPayloadBytes);
        Gate = new RecordGate(_records, new RecordBudget(plan.Limits.MaxRecords));
    }

    public RecordGate Gate { get; }

    /// <summary>What the person should know of what was done so far.</summary>
    public IEnumerable<string> Warnings => [.. _rules.Warnings.Select(warning => warning.Message), .. _payloadLimit.Warnings];

    /// <summary>The steps of one input's records.</summary>
    public IReadOnlyList<BatchStep> Create(InputPlan input) =>
    [
        Gate.Admit,
        .. Optional(input.Limit is { } limit ? new RateLimiter(limit, _records, _options.Time, Random.Shared).Apply : null),
        .. Optional(_payloadLimit.CreateStep()),
        new RuleFilter(_rules, _records, _options.Time).Apply,
    ];

    private static BatchStep[] Optional(BatchStep? step) => step is null ? [] : [step];
}
