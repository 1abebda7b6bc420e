using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Runs;

namespace TapeDeck.Client.Rendering;

/// <summary>The rate of every active run over the last two minutes, measured for all browser tabs: a page that opens has its curve at once.</summary>
public sealed class RateHistory(IRuns runs, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, Trace> _traces = new(StringComparer.Ordinal);
    private volatile bool _mayBeMore = true;

    /// <summary>Why a value is missing; null when all is well. The pages themselves say so to the person.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Requests per second, one value a second, oldest first; empty for a run that is not active.</summary>
    public IReadOnlyList<double> Of(string runId) => _traces.TryGetValue(runId, out var trace) ? trace.Values : [];

    /// <summary>Takes one value of every active run.</summary>
    public async Task SampleAsync(CancellationToken cancellationToken)
    {
        var captures = await runs.ListAsync(RunPurpose.Capture, cancellationToken);
        var replays = await runs.ListAsync(RunPurpose.Replay, cancellationToken);
        List<RunView> active = [.. captures.Concat(replays).Where(run => run.IsActive)];
        foreach (var gone in _traces.Keys.Except(active.Select(run => run.Id)).ToList())
        {
            _traces.TryRemove(gone, out _);
        }

        foreach (var run in active)
        {
            _traces.GetOrAdd(run.Id, _ => new Trace()).Add(run.State == RunState.Running ? run.Progress.RequestsPerSecond : 0);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = runs.Subscribe(() => _mayBeMore = true);
        using var timer = new PeriodicTimer(s_second, time);
        do
        {
            try
            {
                if (_mayBeMore)
                {
                    _mayBeMore = false; // Whatever is active says so again and again: nothing is asked of the database while nothing runs.
                    await SampleAsync(stoppingToken);
                }

                Failure = null;
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                Failure = failure;
            }
        }
        while (await TickAsync(timer, stoppingToken));
    }

    /// <summary>False once the server stops.</summary>
    private static async ValueTask<bool> TickAsync(PeriodicTimer timer, CancellationToken stop)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stop);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
