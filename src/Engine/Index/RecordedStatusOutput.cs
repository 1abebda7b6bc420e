using TapeDeck.Engine.Accounting;

namespace TapeDeck.Engine.Index;

/// <summary>An extra output of a replay that notes the status of each recorded response beside the results.</summary>
public sealed class RecordedStatusOutput(ReplayResultStore store, LedgerAccount account) : IRecordOutput
{
    /// <summary>The name of its account.</summary>
    public const string AccountName = "recorded responses";

    /// <inheritdoc/>
    public string Name => AccountName;

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ReadOnlyMemory<Record> batch, CancellationToken cancellationToken)
    {
        for (var i = 0; i < batch.Length; i++)
        {
            if (batch.Span[i].Kind != RecordKind.Response)
            {
                account.Filtered();
            }
            else if (await store.AddRecordedAsync(batch.Span[i], cancellationToken).ConfigureAwait(false))
            {
                account.Delivered();
            }
            else
            {
                account.Dropped(LedgerReason.WriteFailed);
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask CompleteAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
