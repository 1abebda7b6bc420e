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
        var faults = PlanPreparation.Check(purpose, plan).ToList();
        var complete = plan;
        if (purpose == RunPurpose.Replay && !faults.Exists(PlanPreparation.IsOfInput))
        {
            var answer = await preparation.ForReplayAsync(plan, cancellationToken);
            complete = answer.Value ?? plan;
            faults.AddRange(answer.Faults);
        }

        var rest = await Run.CheckAsync(PlanPreparation.ForCheck(purpose, complete, faults), new RunOptions { Time = time });
        return [.. faults, .. await guard.CheckAsync(plan, cancellationToken), .. rest.Where(fault => fault.Path != "/inputs")];
    }

    /// <summary>Opens everything a run needs; it is only left to be started. On a fault nothing stays open.</summary>
    public async Task<Answer<ActiveRun>> OpenAsync(RunView run, CancellationToken cancellationToken)
    {
        var faults = await guard.CheckAsync(run.Plan, cancellationToken);
        return faults.Count > 0 ? Answer<ActiveRun>.Refused(faults)
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
            var options = new RunOptions { Time = time, Loggers = loggers, ExtraOutputs = ledger => [live.Open(run.Id, ledger)] };
            var engine = await Run.CreateAsync(preparation.ForCapture(run.Plan, recording), options);
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
        var plan = await preparation.ForReplayAsync(run.Plan, cancellationToken);
        if (!plan.Succeeded)
        {
            return Answer<ActiveRun>.Refused(plan.Faults);
        }

        var results = outcomes.Open(run.Id);
        try
        {
            var options = new RunOptions { Time = time, Loggers = loggers, ExtraOutputs = results.Outputs, Results = results.Sink };
            var engine = await Run.CreateAsync(plan.Value!, options);
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
