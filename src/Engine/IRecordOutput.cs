namespace TapeDeck.Engine;

/// <summary>
/// A destination of records. Each output is called from one loop only and sits behind its own bounded queue; it accounts for
/// every record it is given in its <see cref="Accounting.LedgerAccount"/> as delivered, filtered or dropped with a reason.
/// </summary>
public interface IRecordOutput : IAsyncDisposable
{
    /// <summary>A short name for the ledger and the log, unique in its run, such as <c>file x.gor</c>.</summary>
    string Name { get; }

    /// <summary>What is wrong with delivering now, in a sentence; null while it works. An output that fails for good throws instead.</summary>
    string? Failure => null;

    /// <summary>Records it took and has not begun to deliver.</summary>
    int Waiting => 0;

    /// <summary>Takes a batch; returns when the output can take the next one. The memory of the batch is borrowed for the call, its records may be kept.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<Record> batch, CancellationToken cancellationToken);

    /// <summary>
    /// Called once after the last batch: returns when all that was taken is delivered or counted as dropped. Called with a cancelled token when the
    /// run is abandoned: what cannot be delivered at once is left, and counted by the caller.
    /// </summary>
    ValueTask CompleteAsync(CancellationToken cancellationToken);
}
