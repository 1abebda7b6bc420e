using System.Diagnostics.CodeAnalysis;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Pipeline;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Runs;

/// <summary>
/// A plan in motion: a capture session or a replay. Used alike by the server and the command line. Created, started once, and over
/// when <see cref="Completion"/> ends; it never throws there, the state and <see cref="Failure"/> tell.
/// </summary>
[SuppressMessage("Reliability", "CA2213", Justification = "The sources have no timers, and whoever asked for a stop just before the end may cancel them after it.")]
public sealed class Run : IAsyncDisposable
{
    private readonly Plan _plan;
    private readonly TimeProvider _time;
    private readonly BuiltPipeline _built;
    private readonly RateMeter _requestRate;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abandon = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private ITimer? _limit;
    private ITimer? _drainLimit;
    private long _startedAt;
    private long _endedAt;
    private bool _stopRequested;

    private Run(Plan plan, RunOptions options, BuiltPipeline built)
    {
        _plan = plan;
        _time = options.Time;
        _built = built;
        _requestRate = new RateMeter(options.Time);
    }

    /// <summary>Where the run stands.</summary>
    public RunState State { get; private set; } = RunState.Pending;

    /// <summary>Why the run failed; null otherwise.</summary>
    public string? Failure { get; private set; }

    /// <summary>Ends when the run is over, however it ended.</summary>
    public Task Completion => _completion.Task;

    /// <summary>What became of every packet, message and record so far.</summary>
    public Ledger Ledger => _built.Ledger;

    /// <summary>What the inputs really listen on or read: a line each.</summary>
    public IReadOnlyList<string> Notes => _built.Notes;

    /// <summary>What the person should know, such as a replacement that Go reads differently than it looks.</summary>
    public IReadOnlyList<string> Warnings => _built.Warnings();

    /// <summary>Builds everything the plan names; devices are opened and targets parsed, but nothing flows yet.</summary>
    /// <exception cref="PlanException">Something in the plan cannot work; all faults are in it.</exception>
    public static async Task<Run> CreateAsync(Plan plan, RunOptions options) =>
        new(plan, options, await PipelineBuilder.BuildAsync(plan, options).ConfigureAwait(false));

    /// <summary>Everything that is wrong with a plan, found by building it and letting it go again; empty when it can run.</summary>
    public static async Task<IReadOnlyList<PlanFault>> CheckAsync(Plan plan, RunOptions options)
    {
        try
        {
            var run = await CreateAsync(plan, options).ConfigureAwait(false);
            await run.DisposeAsync().ConfigureAwait(false);
            return [];
        }
        catch (PlanException refused)
        {
            return refused.Faults;
        }
    }

    /// <summary>Sets the records flowing.</summary>
    /// <exception cref="InvalidOperationException">The run was started before.</exception>
    public void Start()
    {
        lock (_lock)
        {
            if (State != RunState.Pending)
            {
                throw new InvalidOperationException($"A run starts once; this one is {State}.");
            }

            State = RunState.Running;
            _startedAt = _time.GetTimestamp();
        }

        if (_plan.Limits.StopAfter is { } limit)
        {
            _limit = _time.CreateTimer(_ => RequestStop(), null, limit, Timeout.InfiniteTimeSpan);
        }

        _ = Task.Run(FlowAsync);
    }

    /// <summary>Ends the inputs in order; the outputs get <see cref="LimitsPlan.DrainTimeout"/> for what is queued. Returns when the run is over.</summary>
    public Task StopAsync()
    {
        RequestStop();
        return Completion;
    }

    /// <summary>Holds the inputs: files wait, live captures discard and count. Does nothing unless running.</summary>
    public void Pause() => SwitchPause(RunState.Running, RunState.Paused);

    /// <summary>Goes on after <see cref="Pause"/>.</summary>
    public void Resume() => SwitchPause(RunState.Paused, RunState.Running);

    /// <summary>Changes the pace of the file inputs from now on.</summary>
    public void SetSpeed(ReplaySpeed speed)
    {
        foreach (var pacer in _built.Pacers)
        {
            pacer.Speed = speed;
        }
    }

    /// <summary>The figures of this moment.</summary>
    public RunProgress Progress()
    {
        var counters = _built.Gate.Counters;
        OutputProgress[] outputs = [.. _built.Outputs.Select(output => output.Progress)];
        return new RunProgress
        {
            Requests = counters.Requests,
            Responses = counters.Responses,
            Bytes = counters.Bytes,
            RequestsPerSecond = _endedAt != 0 ? 0 : _requestRate.Observe(counters.Requests),
            Fraction = _built.Fraction(),
            Elapsed = _startedAt == 0 ? TimeSpan.Zero : _time.GetElapsedTime(_startedAt, _endedAt != 0 ? _endedAt : _time.GetTimestamp()),
            Speed = _built.Pacers is [var pacer, ..] ? pacer.Speed : null,
            Replay = outputs.Select(output => output.Replay).FirstOrDefault(replay => replay is not null),
            Outputs = outputs,
        };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (State != RunState.Pending)
        {
            await StopAsync().ConfigureAwait(false);
        }

        await _built.DisposeAsync().ConfigureAwait(false);
    }

    private async Task FlowAsync()
    {
        Exception? failure = null;
        try
        {
            await _built.Pipeline.RunAsync(_stop, _abandon.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        await EndAsync(failure ?? _built.Outputs.Select(output => output.Failure).FirstOrDefault(broken => broken is not null)).ConfigureAwait(false);
    }

    private async Task EndAsync(Exception? failure)
    {
        lock (_lock)
        {
            _endedAt = _time.GetTimestamp();
            Failure = failure is null ? null : RunFailure.Describe(failure);
            State = failure is not null ? RunState.Failed : _stopRequested ? RunState.Stopped : RunState.Completed;
        }

        foreach (var timer in new[] { _limit, _drainLimit }) // a stop that comes now makes none any more
        {
            if (timer is not null)
            {
                await timer.DisposeAsync().ConfigureAwait(false);
            }
        }

        _completion.TrySetResult();
    }

    private void RequestStop()
    {
        lock (_lock)
        {
            if (_stopRequested || State is not (RunState.Running or RunState.Paused))
            {
                return;
            }

            _stopRequested = true;
            State = RunState.Stopping;
            _drainLimit = _time.CreateTimer(_ => _abandon.Cancel(), null, _plan.Limits.DrainTimeout, Timeout.InfiniteTimeSpan);
        }

        _stop.Cancel();
    }

    private void SwitchPause(RunState from, RunState to)
    {
        lock (_lock)
        {
            if (State != from)
            {
                return;
            }

            State = to;
            _built.Gate.IsPaused = to == RunState.Paused && _built.Pacers.Count == 0;
        }

        foreach (var pacer in _built.Pacers)
        {
            if (to == RunState.Paused)
            {
                pacer.Pause();
            }
            else
            {
                pacer.Resume();
            }
        }
    }
}
