namespace TapeDeck.Engine;

/// <summary>A source of records: live capture, file, relay.</summary>
public interface IRecordInput : IAsyncDisposable
{
    /// <summary>A short name for the ledger and the log, unique in its run, such as <c>capture lo:8000</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Yields records in batches until the source ends or <paramref name="stop"/> is signalled. A stop is orderly: what was already
    /// taken from the source is still yielded, then the sequence ends without an exception. A failing source throws.
    /// A batch belongs to the consumer only until it asks for the next one; the records in it may be kept.
    /// </summary>
    IAsyncEnumerable<ReadOnlyMemory<Record>> ReadAsync(CancellationToken stop);
}
