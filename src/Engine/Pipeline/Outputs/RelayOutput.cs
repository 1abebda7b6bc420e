using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Relay;

namespace TapeDeck.Engine.Pipeline.Outputs;

/// <summary>
/// Relays requests and original responses over a set of connections to one receiver (spec §8.2, §8.6). Delivered means that the receiver's machine has
/// acknowledged the record and the connection lived on for a while, or ended in order; see docs/adr.
/// </summary>
public abstract class RelayOutput : IRecordOutput
{
    private const int MostConnections = 1000;
    private readonly LedgerAccount _account;
    private readonly RelaySender _sender;

    private protected RelayOutput(RelaySender sender, LedgerAccount account) => (_sender, _account) = (sender, account);

    /// <inheritdoc/>
    public string Name => _account.Name;

    /// <inheritdoc/>
    public string? Failure => _sender.Failure;

    /// <inheritdoc/>
    public int Waiting => _sender.Waiting;

    /// <summary>What is wrong with the receiver now, and what was lost.</summary>
    public IReadOnlyList<string> Warnings => _sender.Warnings;

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ReadOnlyMemory<Record> batch, CancellationToken cancellationToken)
    {
        try
        {
            for (var i = 0; i < batch.Length; i++)
            {
                var record = batch.Span[i];
                if (record.Kind is RecordKind.Request or RecordKind.Response)
                {
                    await _sender.SendAsync(record, cancellationToken).ConfigureAwait(false);
                }
                else
                {
                    _account.Dropped(LedgerReason.NotApplicable);
                }
            }
        }
        catch
        {
            await _sender.StopAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _sender.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await _sender.StopAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _sender.DisposeAsync();
    }

    /// <summary>What is wrong with the numbers of a plan.</summary>
    private protected static List<PlanFault> FaultsOf(RelayOutputPlan plan) => plan.Connections is >= 1 and <= MostConnections
        ? [] : [new PlanFault("/connections", $"Connections go from 1 to {MostConnections}.")];
}
