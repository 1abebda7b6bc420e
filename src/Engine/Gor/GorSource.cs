namespace TapeDeck.Engine.Gor;

/// <summary>One open file of a merge, with its window of records in the order of time.</summary>
internal sealed class GorSource : IDisposable
{
    private readonly GorReader _reader;
    private readonly GorTimeWindow _window;
    private readonly int _order;
    private readonly CancellationToken _stop;
    private ReadOnlyMemory<GorEntry> _batch;

    public GorSource(GorPeek file, int depth, Action<string, GorDamage> damaged, CancellationToken stop)
    {
        Bytes = file.Bytes;
        _order = file.Order;
        _stop = stop;
        _window = new GorTimeWindow(depth);
        _reader = GorReader.Open(file.Path, damaged: damage => damaged(file.Path, damage));
        Fill();
    }

    /// <summary>Size of the file when it was found.</summary>
    public long Bytes { get; }

    /// <summary>How much of it was read.</summary>
    public double BytesRead => _reader.Fraction * Bytes;

    /// <summary>Whether all records were taken.</summary>
    public bool IsEmpty => _window.Count == 0;

    /// <summary>The place of the next record among those of all files.</summary>
    public (long Timestamp, int Order) Key => (_window.First.Timestamp, _order);

    /// <summary>Takes the next record.</summary>
    public Record Take()
    {
        var record = _window.Take();
        Fill();
        return record;
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private void Fill()
    {
        while (!_window.IsFull && (!_batch.IsEmpty || !(_batch = _reader.ReadBatch(_stop)).IsEmpty))
        {
            _window.Add(_batch.Span[0].Record);
            _batch = _batch[1..];
        }
    }
}
