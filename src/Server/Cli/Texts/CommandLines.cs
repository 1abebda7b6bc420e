using TapeDeck.Client.Ports;
using TapeDeck.Engine.Plans;
using TapeDeck.Server.Runs;

namespace TapeDeck.Server.Cli.Texts;

/// <summary>Plans as command lines, for pages and API.</summary>
internal sealed class CommandLines(PlanPreparation preparation) : ICommandLines
{
    public PastedPlan Read(string text)
    {
        var read = PastedCommand.Read(text);
        return new PastedPlan(read.Plan, [.. read.Faults.Select(fault => new PlanFault("/text", fault))], read.Warnings);
    }

    /// <summary>Recordings of the library are written as their files, so that the command works on this machine.</summary>
    public async Task<PlanCommand> WriteAsync(Plan plan, CancellationToken cancellationToken)
    {
        var (known, secrets) = CommandSecrets.Hide(plan);
        var text = CommandLineText.Write((await preparation.WithFilesAsync(known, cancellationToken)).Plan);
        var output = plan.Outputs.Count > 0 ? [] : new[] { new PlanFault("/outputs", "Names no output; a command line needs one, such as --output-file capture.gor.") };
        return new PlanCommand(text.Text, [.. secrets, .. text.Missing, .. output]);
    }
}
