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
        var parts = new PipelineParts(options, ledger);
        parts.Faults.AddRange(PlanShape.Check(plan));
        var rules = RuleSet.Compile(plan.Rules, parts.Faults);
        var steps = new PipelineSteps(plan, rules, options, ledger);
        parts.AddOutputs(plan, rules.SetsHost);
        parts.AddMiddleware(plan.Middleware);
        parts.AddInputs(plan, steps);
        if (parts.Faults.Count > 0)
        {
            await parts.DisposeAsync().ConfigureAwait(false);
            throw new PlanException(parts.Faults);
        }

        var router = new RecordRouter(parts.Outputs, plan.SplitOutputs ? places => new ExchangeDealer(places, plan.KeepSessions, options.Time) : null);
        var responses = parts.Outputs.Select(output => output.Responses).OfType<IRecordInput>();
        IReadOnlyList<RecordFlow> answers = [.. responses.Select(source => new RecordFlow(source, steps.OfAnswers()))];
        return new BuiltPipeline
        {
            Ledger = ledger,
            Inputs = [.. parts.Inputs.Select(input => input.Source), .. parts.Middleware is { } middleware ? [middleware] : Array.Empty<IRecordInput>()],
            Outputs = parts.Outputs,
            Pacers = parts.Pacers,
            Notes = parts.Notes,
            Warnings = () => [.. steps.Warnings, .. parts.Warnings.SelectMany(warnings => warnings())],
            Fraction = () => parts.Fractions is [var only] ? only() : null,
            Gate = steps.Gate,
            Pipeline = new RecordPipeline(steps.Gate, parts.Inputs, answers, router, ledger)
            {
                Middleware = parts.Middleware is { } stage ? (stage, new RecordFlow(stage, steps.OfMiddleware())) : null,
            },
        };
    }
}
