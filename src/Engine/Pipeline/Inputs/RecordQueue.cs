using System.Threading.Channels;

namespace TapeDeck.Engine.Pipeline.Inputs;

/// <summary>The border between capture threads and the run: takes batches without ever making a capture thread wait.</summary>
internal sealed class RecordQueue
{
    private const int MostRecords = 65_536;
    private const long MostBytes = 64 << 20;

    private readonly Channel<ReadOnlyMemory<Record>> _batches = Channel.CreateUnbounded<ReadOnlyMemory<Record>>(new() { SingleReader = true });
    private long _records;
    private long _bytes;

    /// <summary>Adds a batch; false when too much is waiting already.</summary>
    public bool TryAdd(ReadOnlyMemory<Record> batch)
    {
        if (Interlocked.Read(ref _records) >= MostRecords || Interlocked.Read(ref _bytes) >= MostBytes)
        {
            return false;
        }

        Interlocked.Add(ref _records, batch.Length);
        Interlocked.Add(ref _bytes, BytesOf(batch));
        return _batches.Writer.TryWrite(batch);
    }

    /// <summary>No more batches come; with a reason when the source failed.</summary>
    public void End(Exception? failure) => _batches.Writer.TryComplete(failure);

    /// <summary>The batches in order, to the end; throws what <see cref="End"/> was given.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<Record>> ReadAllAsync()
    {
        await foreach (var batch in _batches.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
        {
            Interlocked.Add(ref _records, -batch.Length);
            Interlocked.Add(ref _bytes, -BytesOf(batch));
            yield return batch;
        }
    }

    private static long BytesOf(ReadOnlyMemory<Record> batch)
    {
        long bytes = 0;
        foreach (var record in batch.Span)
        {
            bytes += record.Payload.Length;
        }

        return bytes;
    }
}
