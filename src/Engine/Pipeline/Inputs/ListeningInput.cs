using System.Runtime.CompilerServices;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Relay;

namespace TapeDeck.Engine.Pipeline.Inputs;

/// <summary>An input that others connect to.</summary>
public abstract class ListeningInput : IRecordInput
{
    private readonly ConnectionListener _listener;
    private readonly RecordIntake _intake;

    private protected ListeningInput(ConnectionListener listener, LedgerAccount records)
    {
        _listener = listener;
        _intake = new RecordIntake(records);
    }

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <summary>Where it listens, for people.</summary>
    public string Note => $"listening on {_listener.Description} for {Wanted}";

    /// <summary>The port it listens on.</summary>
    public int Port => _listener.EndPoint.Port;

    /// <summary>What it listens for.</summary>
    private protected abstract string Wanted { get; }

    /// <summary>Where it listens.</summary>
    private protected string Address => _listener.Description;

    /// <inheritdoc/>
    /// <remarks>Can be enumerated once.</remarks>
    public async IAsyncEnumerable<ReadOnlyMemory<Record>> ReadAsync([EnumeratorCancellation] CancellationToken stop)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var serving = Task.Run(() => ServeAllAsync(ended.Token), CancellationToken.None);
        try
        {
            await foreach (var batch in _intake.ReadAllAsync().ConfigureAwait(false))
            {
                yield return batch;
            }
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false); // whoever stops listening early must not leave connections behind
            await serving.ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _listener.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Serves a connection to its end, or to a stop.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="take">Takes a batch of records that is not changed any more; waits while the run is busy.</param>
    /// <param name="stop">To end in order.</param>
    private protected abstract Task ServeAsync(ServedConnection connection, Func<ReadOnlyMemory<Record>, ValueTask> take, CancellationToken stop);

    /// <summary>Never throws: a failure ends the intake.</summary>
    private async Task ServeAllAsync(CancellationToken stop)
    {
        try
        {
            await _listener.RunAsync(connection => ServeAsync(connection, _intake.AddAsync, stop), stop).ConfigureAwait(false);
            _intake.End(null);
        }
        catch (Exception failure)
        {
            _intake.End(failure);
        }
    }
}
