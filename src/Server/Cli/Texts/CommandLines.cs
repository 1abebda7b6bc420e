using TapeDeck.Client.Ports;
using TapeDeck.Engine.Plans;
using TapeDeck.Server.Cli.Options;
using TapeDeck.Server.Cli.Values;
using TapeDeck.Server.Runs;

namespace TapeDeck.Server.Cli.Texts;

/// <summary>Plans as command lines, for pages and API.</summary>
internal sealed class CommandLines(PlanPreparation preparation) : ICommandLines
{
    /// <summary>The library keeps a capture without outputs by itself; a command keeps it in a file.</summary>
    private static readonly FileOutputPlan s_recording = new() { Path = "capture.gor", Append = true };

    public PastedPlan Read(string text)
    {
        var read = PastedCommand.Read(text);
        return new PastedPlan(read.Plan, [.. read.Faults.Select(fault => new PlanFault("/text", fault))], read.Warnings);
    }

    /// <summary>Recordings of the library are written as their files, so that the command works on this machine.</summary>
    public async Task<PlanCommand> WriteAsync(Plan plan, CancellationToken cancellationToken)
    {
        var (known, secrets) = CommandSecrets.Hide(WithRecording(plan));
        var text = CommandLineText.Write((await preparation.WithFilesAsync(known, cancellationToken)).Plan);
        var output = known.Outputs.Count > 0 ? [] : new[] { new PlanFault("/outputs", "Names no output; a command line needs one, such as --output-http http://staging.example:8080.") };
        return new PlanCommand(text.Text, [.. secrets, .. text.Missing, .. output]);
    }

    public PlanCommand WriteRules(IReadOnlyList<RulePlan> rules)
    {
        var (known, secrets) = CommandSecrets.Hide(new Plan { Rules = rules, Limits = RunControlOptions.Defaults });
        var text = CommandLineText.Write(known);
        return new PlanCommand(ShellWords.Join(text.Arguments), [.. secrets, .. text.Missing]);
    }

    private static Plan WithRecording(Plan plan) =>
        plan.Outputs.Count == 0 && !plan.Inputs.Any(input => input is FileInputPlan) ? plan with { Outputs = [s_recording] } : plan;
}
