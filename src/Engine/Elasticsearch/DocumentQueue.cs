using System.Threading.Channels;

namespace TapeDeck.Engine.Elasticsearch;

/// <summary>Documents that wait to be sent: bounded by count and bytes. Who adds never waits; who takes waits a moment for a batch worth sending.</summary>
internal sealed class DocumentQueue(TimeProvider time)
{
    public const int MostDocuments = 10_000;
    public const int MostBytes = 32 << 20;
    public const int BatchDocuments = 500;
    public const int BatchBytes = 4 << 20;
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Channel<byte[]> _documents = Channel.CreateBounded<byte[]>(MostDocuments);
    private long _bytes;

    /// <summary>Takes a document; false when there is no room or no more are wanted.</summary>
    public bool TryAdd(byte[] document)
    {
        var bytes = Interlocked.Add(ref _bytes, document.Length);
        if ((bytes <= MostBytes || bytes == document.Length) && _documents.Writer.TryWrite(document))
        {
            return true;
        }

        Interlocked.Add(ref _bytes, -document.Length);
        return false;
    }

    /// <summary>No more will come.</summary>
    public void End() => _documents.Writer.TryComplete();

    /// <summary>Waits for documents, then until they fill a batch or <see cref="Patience"/> is over; null when no more will come and all are taken.</summary>
    public async Task<List<byte[]>?> TakeAsync()
    {
        var batch = new List<byte[]>();
        while (batch.Count == 0 && await _documents.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            await FillAsync(batch).ConfigureAwait(false);
        }

        return batch.Count > 0 ? batch : null;
    }

    private async Task FillAsync(List<byte[]> batch)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        var bytes = 0;
        try
        {
            do
            {
                while (batch.Count < BatchDocuments && bytes < BatchBytes && _documents.Reader.TryRead(out var document))
                {
                    batch.Add(document);
                    bytes += document.Length;
                    Interlocked.Add(ref _bytes, -document.Length);
                }
            }
            while (batch.Count < BatchDocuments && bytes < BatchBytes && await _documents.Reader.WaitToReadAsync(patience.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // What is there goes now.
        }
    }
}
