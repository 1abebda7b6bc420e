using System.Globalization;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Runs;
using TapeDeck.Server.Cli.Watching;

namespace TapeDeck.Server.Cli;

/// <summary>Carries out a command line's plan without web server. Records may go to standard output; everything said goes to <paramref name="error"/>.</summary>
/// <param name="error">Where notes, warnings, failure and summary go.</param>
/// <param name="standardOutput">Where <c>--output-stdout</c> writes.</param>
public sealed class HeadlessRun(TextWriter error, Stream standardOutput)
{
    private readonly TextWriter _error = TextWriter.Synchronized(error);

    /// <summary>What would hinder the run: nothing but inputs and outputs that are missing altogether, which the options tell better.</summary>
    public static async Task<IReadOnlyList<PlanFault>> CheckAsync(CommandLinePlan options)
    {
        var plan = options.Settings.DryRun ? new Plan { Inputs = options.Plan.Inputs, Outputs = [new NullOutputPlan()] } : options.Plan;
        var faults = await Run.CheckAsync(plan, new RunOptions { StandardOutput = Stream.Null });
        return [.. faults.Where(fault => fault.Path is not ("/inputs" or "/outputs"))];
    }

    /// <summary>Runs until the inputs end, a limit is reached, a signal comes or <paramref name="stop"/> is cancelled.</summary>
    /// <returns>The exit code (spec §11.4): a stop that was asked for is no failure, records that could not be written are one.</returns>
    public async Task<int> RunAsync(CommandLinePlan options, CancellationToken stop)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var signals = new StopSignals(() => Stop(stopping, options.Plan.Limits), TimeProvider.System); // from here on, so that none is lost before the start
        try
        {
            if (options.Settings.DryRun)
            {
                await DryRun.WriteAsync(options.Plan, standardOutput, warning => Say([$"warning: {warning}"]), stopping.Token);
                return CommandLine.Done;
            }

            using var loggers = ErrorLog.Create(_error, options.Settings.Verbosity, TimeProvider.System);
            await using var run = await Run.CreateAsync(options.Plan, new RunOptions { StandardOutput = standardOutput, Loggers = loggers, MiddlewareErrors = _error.WriteLine });
            await using var debug = await DebugServer.StartAsync(options, run);
            return await RunAsync(run, options, debug, stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return CommandLine.Done; // stopped before there was anything to drain
        }
        catch (PlanException refused)
        {
            Say(refused.Faults.Select(options.Describe));
            return CommandLine.ExitCodeOf(refused.Faults);
        }
        catch (DebugServerException fault)
        {
            Say([$"--http-pprof: {fault.Message}"]);
            return CommandLine.Failed;
        }
    }

    private async Task<int> RunAsync(Run run, CommandLinePlan options, DebugServer? debug, CancellationToken stop)
    {
        Say(debug is null ? run.Notes : [.. run.Notes, $"counters are served on {debug.Address}"]);
        run.Start();
        var statistics = new StatisticsLines(_error, run, options, TimeProvider.System);
        using (stop.Register(() => _ = run.StopAsync()))
        {
            await statistics.WriteUntilAsync(run.Completion);
        }

        // Warnings of the options were said before the start, with the option's name.
        Say(run.Warnings.Where(warning => !options.Warnings.Any(said => said.EndsWith(warning, StringComparison.Ordinal))).Select(warning => $"warning: {warning}"));
        RunSummary.Write(_error, run);
        var unwritten = run.Ledger.Snapshot().Sum(entry => entry.Dropped.GetValueOrDefault(LedgerReason.WriteFailed));
        Say(unwritten > 0 ? [string.Create(CultureInfo.InvariantCulture, $"{unwritten:N0} records could not be written")] : []);
        return run.State == RunState.Failed || unwritten > 0 ? CommandLine.Failed : CommandLine.Done;
    }

    private void Stop(CancellationTokenSource stopping, LimitsPlan limits)
    {
        Say([$"stopping; the outputs have {DurationText.Format(limits.DrainTimeout)} for what is queued, a second signal ends at once"]);
        stopping.Cancel();
    }

    private void Say(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            _error.WriteLine($"tapedeck: {line}");
        }
    }
}
