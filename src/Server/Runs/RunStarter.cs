using TapeDeck.Client.Ports;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Runs;
using TapeDeck.Server.Live;

namespace TapeDeck.Server.Runs;

/// <summary>Turns a stored plan into a run of the engine with all that the server adds: the recording, the live view, the results.</summary>
internal sealed class RunStarter(
    RunStore store, PlanPreparation preparation, TargetGuard guard, CaptureRecordings recordings, LiveTraffic live, IReplayOutcomes outcomes,
    TimeProvider time, ILoggerFactory loggers)
{
    /// <summary>Everything that is wrong with a plan, all at once; nothing is stored, sent or left open.</summary>
    public async Task<IReadOnlyList<PlanFault>> CheckAsync(RunPurpose purpose, Plan plan, CancellationToken cancellationToken)
    {
        var complete = purpose == RunPurpose.Replay ? await preparation.WithFilesAsync(plan, cancellationToken) : (Plan: plan, Faults: []);
        PlanFault[] faults = [.. preparation.Check(purpose, plan), .. complete.Faults];
        var rest = await Run.CheckAsync(PlanPreparation.ForCheck(purpose, complete.Plan, faults), new RunOptions { Time = time });
        return [.. faults, .. await guard.CheckAsync(plan, cancellationToken), .. rest.Where(fault => fault.Path != "/inputs")];
    }

    /// <summary>Opens everything a run needs; it is only left to be started. On a fault nothing stays open.</summary>
    public async Task<Answer<ActiveRun>> OpenAsync(RunView run, CancellationToken cancellationToken)
    {
        PlanFault[] faults = [.. preparation.Check(run.Purpose, run.Plan), .. await guard.CheckAsync(run.Plan, cancellationToken)];
        return faults.Length > 0 ? Answer<ActiveRun>.Refused(faults)
            : run.Purpose == RunPurpose.Capture ? await OpenCaptureAsync(run, cancellationToken)
            : await OpenReplayAsync(run, cancellationToken);
    }

    /// <summary>Drops what is kept of a run besides its row and its recording.</summary>
    public async Task ForgetAsync(RunView run)
    {
        live.Forget(run.Id);
        if (run.Purpose == RunPurpose.Replay)
        {
            await outcomes.DeleteAsync(run.Id);
        }
    }

    private async Task<Answer<ActiveRun>> OpenCaptureAsync(RunView run, CancellationToken cancellationToken)
    {
        var recording = await recordings.BeginAsync(run.Id, run.Name, cancellationToken);
        try
        {
            var plan = preparation.ForCapture(run.Plan, recording);
            var options = new RunOptions
            {
                Time = time,
                Loggers = loggers,
                TargetCheck = guard,
                Unshared = plan.Outputs[^1],
                ExtraOutputs = ledger => [live.Open(run.Id, ledger)],
            };
            var engine = await Run.CreateAsync(plan, options);
            return Answer<ActiveRun>.Of(new ActiveRun(await SaveStartAsync(run with { RecordingId = recording }), engine, null));
        }
        catch (PlanException refused)
        {
            live.Forget(run.Id);
            await recordings.DiscardAsync(recording, CancellationToken.None);
            return Answer<ActiveRun>.Refused(refused.Faults);
        }
    }

    private async Task<Answer<ActiveRun>> OpenReplayAsync(RunView run, CancellationToken cancellationToken)
    {
        var (plan, faults) = await preparation.WithFilesAsync(run.Plan, cancellationToken);
        if (faults.Count > 0)
        {
            return Answer<ActiveRun>.Refused(faults);
        }

        var results = outcomes.Open(run.Id);
        try
        {
            var options = new RunOptions { Time = time, Loggers = loggers, TargetCheck = guard, ExtraOutputs = results.Outputs, Results = results.Sink };
            var engine = await Run.CreateAsync(plan, options);
            return Answer<ActiveRun>.Of(new ActiveRun(await SaveStartAsync(run), engine, results));
        }
        catch (PlanException refused)
        {
            await results.DisposeAsync();
            await outcomes.DeleteAsync(run.Id);
            return Answer<ActiveRun>.Refused(refused.Faults);
        }
    }

    private async Task<RunView> SaveStartAsync(RunView run)
    {
        var started = run with { State = RunState.Starting, StartedAt = time.GetUtcNow() };
        await store.SaveAsync(started, CancellationToken.None);
        return started;
    }
}
