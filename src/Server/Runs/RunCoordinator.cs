using TapeDeck.Client.Ports;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Runs;

namespace TapeDeck.Server.Runs;

/// <summary>Captures and replays: made, started, steered, stopped and forgotten. The only place where the server starts an engine run.</summary>
internal sealed class RunCoordinator(RunStore store, RunHost host, RunStarter starter, TimeProvider time) : IRuns, IDisposable
{
    private const int LongestName = 200;
    private readonly SemaphoreSlim _turn = new(1, 1);

    public async Task<IReadOnlyList<RunView>> ListAsync(RunPurpose purpose, CancellationToken cancellationToken) =>
        [.. (await store.ListAsync(purpose, cancellationToken)).Select(Live)];

    public async Task<RunView?> FindAsync(string id, CancellationToken cancellationToken) =>
        host.Find(id)?.View() ?? await store.FindAsync(id, cancellationToken);

    public async Task<Answer<RunView>> CreateAsync(RunPurpose purpose, string name, Plan plan, bool start, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        name = string.IsNullOrWhiteSpace(name) ? $"{purpose} {now:yyyy-MM-dd HH:mm:ss} UTC" : name.Trim();
        PlanFault[] faults =
        [
            .. name.Length > LongestName ? new[] { new PlanFault("/name", $"A name has at most {LongestName} characters.") } : [],
            .. await starter.CheckAsync(purpose, plan, cancellationToken),
        ];
        if (faults.Length > 0)
        {
            return Answer<RunView>.Refused(faults);
        }

        var run = new RunView { Id = Guid.CreateVersion7(now).ToString("N"), Purpose = purpose, Name = name, Plan = plan, State = RunState.Pending, CreatedAt = now };
        run = run with { RecordingId = plan.Inputs.OfType<FileInputPlan>().FirstOrDefault()?.Recording };
        await store.AddAsync(run, cancellationToken);
        host.Signal();
        return start ? await StartNewAsync(run) : Answer<RunView>.Of(run);
    }

    public Task<IReadOnlyList<PlanFault>> ValidateAsync(RunPurpose purpose, Plan plan, CancellationToken cancellationToken) =>
        starter.CheckAsync(purpose, plan, cancellationToken);

    public Task<Answer<RunView>> StartAsync(string id, CancellationToken cancellationToken) => InTurnAsync(
        async () =>
        {
            if (await FindAsync(id, cancellationToken) is not { } run)
            {
                return Unknown(id);
            }

            if (run.State != RunState.Pending)
            {
                return Answer<RunView>.Refused($"'{run.Name}' is {State(run)} and starts only once; make a new one from its plan.");
            }

            var started = await starter.OpenAsync(run, CancellationToken.None); // A reader who leaves must not leave a half-started run.
            if (!started.Succeeded)
            {
                return Answer<RunView>.Refused(started.Faults);
            }

            host.Start(started.Value!);
            return Answer<RunView>.Of(started.Value!.View());
        },
        cancellationToken);

    public Task<Answer<RunView>> StopAsync(string id, CancellationToken cancellationToken) => SteerAsync(
        id,
        async active =>
        {
            await active.Run.StopAsync().WaitAsync(cancellationToken);
            await active.Ended.WaitAsync(cancellationToken);
        },
        run => run.State != RunState.Pending,
        cancellationToken);

    public Task<Answer<RunView>> PauseAsync(string id, CancellationToken cancellationToken) =>
        SteerAsync(id, active => Now(active.Run.Pause), _ => false, cancellationToken);

    public Task<Answer<RunView>> ResumeAsync(string id, CancellationToken cancellationToken) =>
        SteerAsync(id, active => Now(active.Run.Resume), _ => false, cancellationToken);

    public Task<Answer<RunView>> SetSpeedAsync(string id, ReplaySpeed speed, CancellationToken cancellationToken, Func<RunView, bool>? isExpected = null) => InTurnAsync(
        async () => await FindAsync(id, cancellationToken) is { } run && isExpected?.Invoke(run) == false
            ? Answer<RunView>.Stale(Overtaken(run))
            : await SteerAsync(id, active => Now(() => active.Run.SetSpeed(speed)), _ => false, cancellationToken),
        cancellationToken);

    public Task<Answer<bool>> DeleteAsync(string id, CancellationToken cancellationToken, Func<RunView, bool>? isExpected = null) => InTurnAsync(
        async () =>
        {
            switch (await FindAsync(id, cancellationToken))
            {
                case null:
                    return Answer<bool>.Refused($"There is no run '{id}'.");
                case var run when isExpected?.Invoke(run) == false:
                    return Answer<bool>.Stale(Overtaken(run));
                case { IsActive: true } run:
                    return Answer<bool>.Refused($"'{run.Name}' is {State(run)}; stop it first.");
                case var run:
                    await starter.ForgetAsync(run);
                    await store.DeleteAsync(id, cancellationToken);
                    host.Signal();
                    return Answer<bool>.Of(true);
            }
        },
        cancellationToken);

    public IDisposable Subscribe(Action changed) => host.Subscribe(changed);

    public void Dispose() => _turn.Dispose();

    /// <summary>A run that was to start at once and could not is not kept: what was asked for did not happen.</summary>
    private async Task<Answer<RunView>> StartNewAsync(RunView run)
    {
        var started = await StartAsync(run.Id, CancellationToken.None);
        if (!started.Succeeded)
        {
            await store.DeleteAsync(run.Id, CancellationToken.None);
            host.Signal();
        }

        return started;
    }

    private async Task<Answer<RunView>> SteerAsync(string id, Func<ActiveRun, Task> act, Func<RunView, bool> isDone, CancellationToken cancellationToken)
    {
        if (host.Find(id) is { } active)
        {
            await act(active);
            host.Signal();
        }
        else if (await store.FindAsync(id, cancellationToken) is { } run && !isDone(run))
        {
            return Answer<RunView>.Refused($"'{run.Name}' is {State(run)}, not running.");
        }

        return await FindAsync(id, cancellationToken) is { } view ? Answer<RunView>.Of(view) : Unknown(id);
    }

    /// <summary>One after the other: what was looked at stays so until it is done.</summary>
    private async Task<Answer<T>> InTurnAsync<T>(Func<Task<Answer<T>>> act, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await act();
        }
        finally
        {
            _turn.Release();
        }
    }

    private RunView Live(RunView stored) => host.Find(stored.Id)?.View() ?? stored;

    private static Task Now(Action act)
    {
        act();
        return Task.CompletedTask;
    }

    private static string State(RunView run) => run.State == RunState.Pending ? "not started" : run.State.ToString().ToLowerInvariant();

    private static PlanFault Overtaken(RunView run) => new("", $"'{run.Name}' was changed meanwhile and is {State(run)} now; load it again.");

    private static Answer<RunView> Unknown(string id) => Answer<RunView>.Refused($"There is no run '{id}'.");
}
