using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Runs;

namespace TapeDeck.Server.Cli;

/// <summary>Carries out a command line's plan without web server. Records may go to standard output; everything said goes to <paramref name="error"/>.</summary>
/// <param name="error">Where notes, warnings, failure and summary go.</param>
/// <param name="standardOutput">Where <c>--output-stdout</c> writes.</param>
public sealed class HeadlessRun(TextWriter error, Stream standardOutput)
{
    /// <summary>Runs until the inputs end, a limit is reached, a signal comes or <paramref name="stop"/> is cancelled.</summary>
    /// <returns>The exit code (spec §11.4): a stop that was asked for is no failure.</returns>
    public async Task<int> RunAsync(CommandLinePlan options, CancellationToken stop)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var signals = new StopSignals(stopping.Cancel, TimeProvider.System); // From here on, so that none is lost between opening and starting.
        try
        {
            await using var run = await Run.CreateAsync(options.Plan, new RunOptions { StandardOutput = standardOutput });
            return await RunAsync(run, options, stopping.Token);
        }
        catch (PlanException refused)
        {
            Say(refused.Faults.Select(options.Describe));
            return CommandLine.Failed;
        }
    }

    private async Task<int> RunAsync(Run run, CommandLinePlan options, CancellationToken stop)
    {
        Say(run.Notes);
        run.Start();
        using (stop.Register(() => _ = run.StopAsync()))
        {
            await run.Completion;
        }

        // Warnings of the options were said before the start, with the option's name.
        Say(run.Warnings.Where(warning => !options.Warnings.Any(said => said.EndsWith(warning, StringComparison.Ordinal))).Select(warning => $"warning: {warning}"));
        RunSummary.Write(error, run);
        return run.State == RunState.Failed ? CommandLine.Failed : CommandLine.Done;
    }

    private void Say(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            error.WriteLine($"tapedeck: {line}");
        }
    }
}
