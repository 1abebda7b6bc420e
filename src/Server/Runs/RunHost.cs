using System.Collections.Concurrent;
using TapeDeck.Client.Ports;
using TapeDeck.Server.Hosting;

namespace TapeDeck.Server.Runs;

/// <summary>Keeps the runs that go on: saves how they stand, tells of changes, stores their end, and stops them in order when the server stops.</summary>
internal sealed partial class RunHost(RunStore store, CaptureRecordings recordings, TimeProvider time, ILogger<RunHost> logger) : IHostedLifecycleService
{
    private const string Topic = "runs";
    private const int TicksBetweenSaves = 6;
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<string, ActiveRun> _active = new(StringComparer.Ordinal);
    private readonly Notices _notices = new(time, TimeSpan.FromMilliseconds(100), logger);

    public ActiveRun? Find(string id) => _active.GetValueOrDefault(id);

    public IDisposable Subscribe(Action changed) => _notices.Subscribe(Topic, changed);

    public void Signal() => _notices.Signal(Topic);

    /// <summary>Starts a run and watches it to its end.</summary>
    public void Start(ActiveRun active)
    {
        _active[active.Id] = active;
        active.Run.Start();
        active.Ended = Task.Run(() => WatchAsync(active));
        Signal();
    }

    /// <summary>Before anything else stops: what is recorded so far is brought to disk while the server still answers.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.WhenAll(_active.Values.Select(async active =>
    {
        await active.Run.StopAsync();
        await active.Ended;
    }));

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task WatchAsync(ActiveRun active)
    {
        using (var timer = new PeriodicTimer(s_tick, time))
        {
            for (var tick = 0; !active.Run.Completion.IsCompleted; tick = (tick + 1) % TicksBetweenSaves)
            {
                if (tick == 0)
                {
                    await SaveAsync(active);
                }

                Signal();
                await Task.WhenAny(active.Run.Completion, timer.WaitForNextTickAsync().AsTask());
            }
        }

        await EndAsync(active);
    }

    private async Task EndAsync(ActiveRun active)
    {
        active.MarkEnded(time.GetUtcNow());
        var last = active.View();
        try
        {
            await active.DisposeAsync();
        }
        catch (Exception failure)
        {
            LogFailure(logger, active.Id, failure);
        }

        await SaveAsync(active.Id, last);
        if (active is { Purpose: RunPurpose.Capture, RecordingId: { } recording })
        {
            await TryAsync(active.Id, () => recordings.EndAsync(recording, CancellationToken.None));
        }

        _active.TryRemove(active.Id, out _);
        Signal();
    }

    private Task SaveAsync(ActiveRun active) => SaveAsync(active.Id, active.View());

    private Task SaveAsync(string id, RunView view) => TryAsync(id, () => store.SaveAsync(view, CancellationToken.None));

    /// <summary>A database that cannot be written, a full disk for one, must not end a run: it goes on and is saved at the next turn.</summary>
    private async Task TryAsync(string id, Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (Exception failure)
        {
            LogFailure(logger, id, failure);
        }
    }

    [LoggerMessage(EventId = 2001, Level = LogLevel.Error, Message = "The state of run {Id} could not be stored")]
    private static partial void LogFailure(ILogger logger, string id, Exception failure);
}
