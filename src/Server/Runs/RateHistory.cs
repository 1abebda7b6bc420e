using System.Collections.Concurrent;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Runs;

namespace TapeDeck.Server.Runs;

/// <summary>Asks every active run for its rate once a second.</summary>
internal sealed partial class RateHistory(IRuns runs, TimeProvider time, ILogger<RateHistory> logger) : BackgroundService, IRunRates
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, RunRate[]> _rates = new(StringComparer.Ordinal);
    private volatile bool _mayBeMore = true;

    public IReadOnlyList<RunRate> Of(string runId) => _rates.GetValueOrDefault(runId) ?? [];

    /// <summary>Takes one value of every active run.</summary>
    public async Task SampleAsync(CancellationToken cancellationToken)
    {
        var captures = await runs.ListAsync(RunPurpose.Capture, cancellationToken);
        var replays = await runs.ListAsync(RunPurpose.Replay, cancellationToken);
        List<RunView> active = [.. captures.Concat(replays).Where(run => run.IsActive)];
        foreach (var gone in _rates.Keys.Except(active.Select(run => run.Id)).ToList())
        {
            _rates.TryRemove(gone, out _);
        }

        foreach (var run in active)
        {
            var rate = run.State == RunState.Running && double.IsFinite(run.Progress.RequestsPerSecond) ? run.Progress.RequestsPerSecond : 0;
            _rates[run.Id] = [.. Of(run.Id).TakeLast(IRunRates.Seconds - 1), new RunRate(time.GetUtcNow(), rate)];
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
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogMissing(logger, failure.Message);
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

    [LoggerMessage(EventId = 2002, Level = LogLevel.Warning, Message = "The rates of this second are missing: {Reason}")]
    private static partial void LogMissing(ILogger logger, string reason);
}
