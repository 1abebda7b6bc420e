using TapeDeck.Client.Ports;
using TapeDeck.Server.Persistence;

namespace TapeDeck.Server.Operations;

/// <summary>An operation that has not ended: how far it is, and how to end it.</summary>
internal sealed class RunningOperation(OperationEntity started, TimeProvider time, Action changed) : IProgress<double>, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private double _progress;
    private volatile OperationEntity? _ended;

    public OperationEntity Started => started;

    /// <summary>How it ended, when that could not be stored; null while it runs. All of it is seen at once.</summary>
    public OperationEntity? Ended
    {
        get => _ended;
        set => _ended = value;
    }

    /// <summary>Ends with the operation, however that ends.</summary>
    public Task Completion { get; set; } = Task.CompletedTask;

    /// <summary>Asks the work to end.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Whether somebody gave it up; it ends for other reasons too.</summary>
    public bool IsGivenUp { get; private set; }

    public void Report(double value)
    {
        Volatile.Write(ref _progress, Math.Clamp(value, 0, 1));
        changed();
    }

    /// <summary>Somebody does not want it any more.</summary>
    public async Task GiveUpAsync()
    {
        IsGivenUp = true;
        await StopAsync();
    }

    /// <summary>Ends it and waits for that.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Completion;
    }

    public OperationView View()
    {
        if (_ended is { } ended)
        {
            return OperationStore.ViewOf(ended);
        }

        var progress = Volatile.Read(ref _progress);
        var elapsed = time.GetUtcNow() - started.StartedAt;
        return OperationStore.ViewOf(started) with { Progress = progress, Eta = progress > 0.01 ? started.StartedAt + elapsed / progress : null };
    }

    public void Dispose() => _stop.Dispose();
}
