using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Rules;
using TapeDeck.Engine.Runs;

namespace TapeDeck.Engine.Pipeline;

/// <summary>Turns a plan into a pipeline that is ready to run, or into the list of everything that is wrong with it.</summary>
internal static class PipelineBuilder
{
    /// <exception cref="PlanException">Something in the plan cannot work; nothing stays open.</exception>
    public static async Task<BuiltPipeline> BuildAsync(Plan plan, RunOptions options)
    {
        var ledger = new Ledger();
        var records = ledger.Account(Ledger.Records);
        var parts = new PipelineParts(options, ledger);
        parts.Faults.AddRange(PlanShape.Check(plan));
        var rules = RuleSet.Compile(plan.Rules, parts.Faults);
        parts.AddOutputs(plan, rules.SetsHost);
        parts.AddInputs(plan);
        if (parts.Faults.Count > 0)
        {
            await parts.DisposeAsync().ConfigureAwait(false);
            throw new PlanException(parts.Faults);
        }

        return new BuiltPipeline
        {
            Ledger = ledger,
            Inputs = parts.Inputs,
            Outputs = parts.Outputs,
            Pacers = parts.Pacers,
            Notes = parts.Notes,
            Warnings = () => [.. rules.Warnings.Select(warning => warning.Message), .. parts.Warnings.SelectMany(warnings => warnings())],
            Fraction = () => parts.Fractions is [var only] ? only() : null,
            Replay = parts.Replay,
            Pipeline = new RecordPipeline(
                parts.Inputs, parts.Outputs, () => new RuleFilter(rules, records, options.Time), records, new RecordBudget(plan.Limits.MaxRecords)),
        };
    }
}
