using TapeDeck.Client.Ports;

namespace TapeDeck.Client.Rendering;

/// <summary>What runs right now, for the rail and every page's header: one subscription a browser tab.</summary>
public sealed class ActiveRuns(IRuns runs, TimeProvider time) : IDisposable
{
    private IDisposable? _subscription;
    private RefreshGate? _gate;

    /// <summary>Raised after <see cref="Runs"/> was read again; on no particular thread.</summary>
    public event Action? Changed;

    /// <summary>Captures and replays that are starting, running, paused or stopping.</summary>
    public IReadOnlyList<RunView> Runs { get; private set; } = [];

    /// <summary>Why the list could not be read; null when it could. The pages themselves say so to the person.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Starts listening; further calls do nothing.</summary>
    public async Task StartAsync()
    {
        if (_subscription is not null)
        {
            return;
        }

        _gate = new RefreshGate(time, TimeSpan.FromMilliseconds(500), LoadAsync, failure => Failure = failure);
        _subscription = runs.Subscribe(_gate.Signal);
        await LoadAsync();
    }

    public void Dispose()
    {
        _subscription?.Dispose();
        _gate?.Dispose();
    }

    private async Task LoadAsync()
    {
        var captures = await runs.ListAsync(RunPurpose.Capture, CancellationToken.None);
        var replays = await runs.ListAsync(RunPurpose.Replay, CancellationToken.None);
        Runs = [.. captures.Concat(replays).Where(run => run.IsActive)];
        Failure = null;
        Changed?.Invoke();
    }
}
