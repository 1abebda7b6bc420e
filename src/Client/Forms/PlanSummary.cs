using TapeDeck.Client.Formatting;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Forms;

/// <summary>What a plan will do, in sentences, before it does it.</summary>
public static class PlanSummary
{
    /// <summary>Methods of requests that change things.</summary>
    public static IReadOnlyList<string> Mutating { get; } = ["POST", "PUT", "PATCH", "DELETE"];

    /// <summary>Of a capture.</summary>
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

    /// <summary>Of a replay: how much goes where, and how fast.</summary>
    /// <param name="recording">The recording chosen.</param>
    /// <param name="mutating">How many of its requests have a method that changes things; null when not known.</param>
    public static IEnumerable<string> OfReplay(PlanDraft draft, RecordingView recording, long? mutating)
    {
        var input = draft.Inputs.Select(part => part.Part).OfType<FileInputPlan>().First();
        var http = draft.Outputs.Select(part => part.Part).OfType<HttpOutputPlan>().FirstOrDefault();
        var requests = Format.Count(recording.Exchanges, "request");
        var count = input.Loop ? $"{requests} again and again" : input.From is null && input.To is null ? requests : $"Some of {requests}";
        var target = http is { Url.Length: > 0 } ? http.Url : "the target";
        var rules = Rules(draft) > 0 ? ", less what the rules drop" : "";
        var writes = mutating is > 0 and { } known ? $" {Format.Count(known)} of them may change things there (POST, PUT, PATCH, DELETE)." : "";
        yield return $"Sends {count} to {target}{Pace(input, recording)}{rules}.{writes}";
        foreach (var sentence in Rest(draft, draft.Outputs.Where(part => part.Part != (object?)http)))
        {
            yield return sentence;
        }
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

    private static IEnumerable<string> Rest(PlanDraft draft, IEnumerable<PartDraft> outputs)
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

    private static string Pace(FileInputPlan input, RecordingView recording)
    {
        var speed = input.Speed ?? ReplaySpeed.Original;
        return recording is not { FirstTimestamp: { } first, LastTimestamp: { } last } ? ""
            : speed.IsMax ? " as fast as it answers"
            : speed.IsRate ? $" at {speed}"
            : $" within {Format.Milliseconds((last - first) / 1e6 / speed.Factor)}";
    }
}
