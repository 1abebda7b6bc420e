using TapeDeck.Client.Forms.Kinds;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Forms;

/// <summary>A capture or replay while it is written: every part of its plan as fields.</summary>
public sealed class PlanDraft
{
    private PlanDraft(RunPurpose purpose, Plan plan)
    {
        Purpose = purpose;
        Inputs = [.. plan.Inputs.Select(input => Draft(PlanKinds.Inputs(purpose), input))];
        Outputs = [.. plan.Outputs.Select(output => Draft(PlanKinds.Outputs, output))];
        Rules = [.. plan.Rules.Select(RuleDraft.Of)];
        Options = new PartDraft(RunOptionsKind.Kind, plan);
    }

    public RunPurpose Purpose { get; }

    public string Name { get; set; } = "";

    public List<PartDraft> Inputs { get; }

    public List<PartDraft> Outputs { get; }

    public List<RuleDraft> Rules { get; }

    /// <summary>What concerns the run as a whole.</summary>
    public PartDraft Options { get; }

    /// <summary>What the run is called when nobody names it.</summary>
    public string DefaultName(string? recording) => PlanNames.Of(Purpose, ToPlan().Plan, recording);

    /// <summary>A capture of an interface, with responses.</summary>
    public static PlanDraft NewCapture() => new(RunPurpose.Capture, new Plan { Inputs = [(InputPlan)CaptureInputKind.Kind.Create()] });

    /// <summary>A replay of a recording to a server.</summary>
    public static PlanDraft NewReplay(string recording) => new(RunPurpose.Replay, new Plan
    {
        Inputs = [new FileInputPlan { Recording = recording, Speed = ReplaySpeed.Original }],
        Outputs = [(OutputPlan)HttpOutputKind.Kind.Create()],
    });

    /// <summary>The draft of a plan that exists; its parts must be of kinds that forms know.</summary>
    public static PlanDraft Of(RunPurpose purpose, Plan plan) => new(purpose, plan);

    /// <summary>The plan, and what could not be read of the fields.</summary>
    public (Plan Plan, IReadOnlyList<PlanFault> Faults) ToPlan()
    {
        var faults = new List<PlanFault>();
        var rules = Rules.Select((rule, i) => rule.ToPlan($"/rules/{i}", faults)).ToArray();
        var plan = (Plan)Options.Part with
        {
            Inputs = [.. Inputs.Select(input => (InputPlan)input.Part)],
            Outputs = [.. Outputs.Select(output => (OutputPlan)output.Part)],
            Rules = rules,
        };
        return (plan, [.. Inputs.SelectMany((part, i) => part.Faults($"/inputs/{i}")), .. Outputs.SelectMany((part, i) => part.Faults($"/outputs/{i}")), .. faults, .. Options.Faults("")]);
    }

    /// <summary>The part that a JSON pointer leads into, for people; empty where there is no other it could be mixed up with.</summary>
    public string Place(string path) => path.Split('/') switch
    {
        ["", "inputs", var index, ..] when Inputs.Count > 1 => $"Input {Number(index)}",
        ["", "outputs", var index, ..] when Outputs.Count > 1 => $"Output {Number(index)}",
        ["", "rules", var index, ..] when Rules.Count > 1 => $"Rule {Number(index)}",
        _ => "",
    };

    private static string Number(string index) => int.TryParse(index, out var number) ? FieldText.Of(number + 1) : index;

    private static PartDraft Draft(IReadOnlyList<PartKind> kinds, object part) => new(kinds.First(kind => kind.Fits(part)), part);
}
