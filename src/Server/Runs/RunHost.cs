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
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(3);

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
            LogFailure(logger, active.Id, failure.ToString());
        }

        if (await TryKeepAsync(active, last))
        {
            Forget(active);
        }
        else
        {
            _ = KeepLaterAsync(active, last);
        }
    }

    /// <summary>Brings the end to the database and hands the recording on; false when that cannot be done now.</summary>
    private async Task<bool> TryKeepAsync(ActiveRun active, RunView last) =>
        await TryAsync(active.Id, () => store.SaveAsync(last, CancellationToken.None))
        && (active is not { Purpose: RunPurpose.Capture, RecordingId: { } recording } || await TryAsync(active.Id, () => recordings.EndAsync(recording, CancellationToken.None)));

    /// <summary>Until there is room again the end is known here only. A process that ends before leaves the run as interrupted.</summary>
    private async Task KeepLaterAsync(ActiveRun active, RunView last)
    {
        Signal();
        using var timer = new PeriodicTimer(s_retry, time);
        do
        {
            await timer.WaitForNextTickAsync();
        }
        while (!await TryKeepAsync(active, last));
        Forget(active);
    }

    private void Forget(ActiveRun active)
    {
        _active.TryRemove(active.Id, out _);
        Signal();
    }

    private Task<bool> SaveAsync(ActiveRun active) => TryAsync(active.Id, () => store.SaveAsync(active.View(), CancellationToken.None));

    /// <summary>A database that cannot be written, a full disk for one, must not end a run: it goes on and is saved at the next turn.</summary>
    private async Task<bool> TryAsync(string id, Func<Task> act)
    {
        try
        {
            await act();
            return true;
        }
        catch (Exception failure)
        {
            LogFailure(logger, id, StorageFault.Find(failure) ?? failure.ToString());
            return false;
        }
    }

    [LoggerMessage(EventId = 2001, Level = LogLevel.Error, Message = "The state of run {Id} could not be stored: {Reason}")]
    private static partial void LogFailure(ILogger logger, string id, string reason);
}
