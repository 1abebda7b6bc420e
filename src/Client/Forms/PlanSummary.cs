using TapeDeck.Client.Formatting;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Forms;

/// <summary>What a plan will do, in sentences, before it does it.</summary>
public static class PlanSummary
{
    /// <summary>Of a capture, or of a replay whose requests cannot be looked at yet.</summary>
    public static IEnumerable<string> Of(PlanDraft draft)
    {
        foreach (var input in draft.Inputs)
        {
            yield return Say(input);
        }

        yield return Rules(draft) is var rules and > 0 ? $"Applies {Format.Count(rules, "rule")} before anything is written or sent." : draft.Purpose == RunPurpose.Capture ? "Keeps everything as it was sent." : "Sends everything as it was recorded.";
        foreach (var sentence in Rest(draft, draft.Outputs))
        {
            yield return sentence;
        }

        var (plan, _) = draft.ToPlan();
        yield return (plan.Limits.StopAfter, plan.Limits.MaxRecords) switch
        {
            (null, null) => draft.Purpose == RunPurpose.Capture ? "Goes on until you stop it." : "Ends with the last record.",
            ({ } time, null) => $"Stops after {DurationText.Format(time)}.",
            (null, { } count) => $"Stops after {Format.Count(count, "record")}.",
            ({ } time, { } count) => $"Stops after {DurationText.Format(time)} or {Format.Count(count, "record")}, whichever comes first.",
        };
    }

    private static string Say(PartDraft part)
    {
        if (part.IsIncomplete)
        {
            return $"{part.Kind.Label}: not filled in yet.";
        }

        var limit = FieldText.Of(part.Part switch { InputPlan input => input.Limit, OutputPlan output => output.Limit, _ => null });
        return part.Kind.Say(part.Part) + (limit is null ? "." : limit.EndsWith('%') ? $", {limit} of them." : $", at most {limit} a second.");
    }

    private static int Rules(PlanDraft draft) => draft.Rules.Count(rule => rule.Enabled);

    /// <summary>What else becomes of the records.</summary>
    internal static IEnumerable<string> Rest(PlanDraft draft, IEnumerable<PartDraft> outputs)
    {
        foreach (var output in outputs)
        {
            yield return Say(output);
        }

        var plan = (Plan)draft.Options.Part;
        if (plan.Middleware is { } middleware)
        {
            yield return $"Everything goes through {CommandWords.Join(middleware.Command)}.";
        }

        if (plan.SplitOutputs && draft.Outputs.Count > 1)
        {
            yield return "Each exchange goes to one of the outputs, in turn.";
        }
    }
}
