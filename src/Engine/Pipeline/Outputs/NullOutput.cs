using TapeDeck.Engine.Accounting;

namespace TapeDeck.Engine.Pipeline.Outputs;

/// <summary>Discards records and counts them as delivered.</summary>
public sealed class NullOutput(LedgerAccount account) : IRecordOutput
{
    /// <inheritdoc/>
    public string Name => "null";

    /// <inheritdoc/>
    public ValueTask WriteAsync(ReadOnlyMemory<Record> batch, CancellationToken cancellationToken)
    {
        account.Delivered(batch.Length);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask CompleteAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
