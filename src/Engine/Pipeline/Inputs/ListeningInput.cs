using System.Runtime.CompilerServices;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Gor;
using TapeDeck.Engine.Relay;

namespace TapeDeck.Engine.Pipeline.Inputs;

/// <summary>An input that others connect to.</summary>
public abstract class ListeningInput : IRecordInput
{
    private const long MostUnfinishedBytes = 512 << 20;

    private readonly ConnectionListener _listener;
    private readonly LedgerAccount _records;
    private readonly RecordIntake _intake;
    private readonly GorDamageLog _losses = new();

    private protected ListeningInput(ConnectionListener listener, LedgerAccount records, TimeProvider time)
    {
        (_listener, _records, Time) = (listener, records, time);
        _intake = new RecordIntake(records);
    }

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <summary>Where it listens, for people.</summary>
    public string Note => $"listening on {_listener.Description} for {Wanted}";

    /// <summary>What was not taken, by client; the first 100 and a count of the rest.</summary>
    public IReadOnlyList<string> Warnings => _losses.Lines;

    /// <summary>The port it listens on.</summary>
    public int Port => _listener.EndPoint.Port;

    /// <summary>What it listens for.</summary>
    private protected abstract string Wanted { get; }

    /// <summary>Where it listens.</summary>
    private protected string Address => _listener.Description;

    /// <summary>The clock.</summary>
    private protected TimeProvider Time { get; }

    /// <summary>What all connections together may hold of what is not whole yet.</summary>
    private protected BufferBudget Budget { get; } = new(MostUnfinishedBytes);

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

    /// <summary>Counts something that a client sent and that was not taken, and keeps why.</summary>
    private protected void Lose(LedgerReason reason, string why)
    {
        _records.Seen();
        _records.Dropped(reason);
        _losses.Add(why);
    }

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
