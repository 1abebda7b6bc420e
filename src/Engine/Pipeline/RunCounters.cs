namespace TapeDeck.Engine.Pipeline;

/// <summary>What came from the inputs of a run so far; safe to add to from several loops and to read at any time.</summary>
internal sealed class RunCounters
{
    private long _requests;
    private long _responses;
    private long _records;
    private long _bytes;

    public long Requests => Interlocked.Read(ref _requests);

    public long Responses => Interlocked.Read(ref _responses);

    public long Records => Interlocked.Read(ref _records);

    /// <summary>Payload bytes.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    public void Add(ReadOnlySpan<Record> batch)
    {
        long requests = 0, responses = 0, bytes = 0;
        foreach (var record in batch)
        {
            requests += record.Kind == RecordKind.Request ? 1 : 0;
            responses += record.Kind == RecordKind.Response ? 1 : 0;
            bytes += record.Payload.Length;
        }

        Interlocked.Add(ref _requests, requests);
        Interlocked.Add(ref _responses, responses);
        Interlocked.Add(ref _records, batch.Length);
        Interlocked.Add(ref _bytes, bytes);
    }
}
