using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Http;
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
    private readonly bool _prettify;
    private readonly bool _rulesAfter;

    public PipelineSteps(Plan plan, RuleSet rules, RunOptions options, Ledger ledger)
    {
        _rules = rules;
        _options = options;
        _records = ledger.Account(Ledger.Records);
        _payloadLimit = new PayloadLimit(plan.Limits.MaxPayloadBytes);
        _prettify = plan.Prettify;
        _rulesAfter = plan.Middleware is { RulesAfter: true };
        Gate = new RecordGate(_records, new RecordBudget(plan.Limits.MaxRecords));
    }

    public RecordGate Gate { get; }

    /// <summary>What the person should know of what was done so far.</summary>
    public IEnumerable<string> Warnings => [.. _rules.Warnings.Select(warning => warning.Message), .. _payloadLimit.Warnings];

    /// <summary>The steps of one input's records.</summary>
    public IReadOnlyList<BatchStep> OfInput(InputPlan input) =>
    [
        Gate.Admit,
        .. Optional(input.Limit is { } limit ? new RateLimiter(limit, _records, _options.Time, Random.Shared).Apply : null),
        .. OfMessages(),
    ];

    /// <summary>The steps of what passed the gate and its input's own limit.</summary>
    public IReadOnlyList<BatchStep> OfMessages() => [.. Optional(_payloadLimit.CreateStep()), .. _rulesAfter ? [] : Rules(), .. Prettify()];

    /// <summary>The steps of what comes out of the middleware.</summary>
    public IReadOnlyList<BatchStep> OfMiddleware() => [.. _rulesAfter ? Rules() : []];

    /// <summary>The steps of an output's answers: they are no requests, and were made by requests that passed the rules.</summary>
    public IReadOnlyList<BatchStep> OfAnswers() => [.. Prettify()];

    private static Record Prettify(Record record) =>
        record.Flags == RecordFlags.None && MessagePrettifier.TryPrettify(record.Payload, out var pretty) ? record with { Payload = pretty } : record;

    private BatchStep[] Rules() => [new RuleFilter(_rules, _records, _options.Time).Apply];

    private BatchStep[] Prettify() => Optional(_prettify ? new BatchEditor(Prettify).Apply : null);

    private static BatchStep[] Optional(BatchStep? step) => step is null ? [] : [step];
}
