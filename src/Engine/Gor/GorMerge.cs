namespace TapeDeck.Engine.Gor;

/// <summary>
/// Reads several files as one recording, in the order of time; at equal times the earlier file of the list comes first. A file is opened only
/// when its first records are due, so that a thousand chunks do not need a thousand blocks of memory.
/// </summary>
internal sealed class GorMerge : IDisposable
{
    private readonly int _depth;
    private readonly Action<string, GorDamage> _damaged;
    private readonly CancellationToken _stop;
    private readonly Queue<GorPeek> _waiting;
    private readonly PriorityQueue<GorSource, (long Timestamp, int Order)> _open = new();
    private readonly long _totalBytes;
    private long _closedBytes;
    private GorSource? _current;

    /// <param name="files">What is known of the files, in their order.</param>
    /// <param name="depth">Records of a file that are looked ahead to repair their order.</param>
    /// <param name="damaged">Called with the path for each damage.</param>
    /// <param name="stop">Ends the search for what can be read behind damage.</param>
    public GorMerge(IReadOnlyList<GorPeek> files, int depth, Action<string, GorDamage> damaged, CancellationToken stop)
    {
        _depth = depth;
        _damaged = damaged;
        _stop = stop;
        _waiting = new Queue<GorPeek>(files.Where(file => !file.IsEmpty).OrderBy(file => file.EarliestTimestamp).ThenBy(file => file.Order));
        _totalBytes = files.Sum(file => file.Bytes);
    }

    /// <summary>How much of all files was read, 0–1.</summary>
    public double Fraction => _totalBytes == 0 ? 1
        : (_closedBytes + (_current?.BytesRead ?? 0) + _open.UnorderedItems.Sum(one => one.Element.BytesRead)) / (double)_totalBytes;

    /// <summary>The next record; null at the end of all files.</summary>
    /// <exception cref="GorFormatException">A file turned out to be no <c>.gor</c> file.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public Record? Read()
    {
        OpenDue();
        if (_current is null && !_open.TryDequeue(out _current, out _))
        {
            return null;
        }

        var record = _current.Take();
        if (_current.IsEmpty)
        {
            _closedBytes += _current.Bytes;
            _current.Dispose();
            _current = null;
        }
        else if (_open.TryPeek(out _, out var next) && next.CompareTo(_current.Key) < 0)
        {
            _current = _open.EnqueueDequeue(_current, _current.Key);
        }

        return record;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _current?.Dispose();
        foreach (var (source, _) in _open.UnorderedItems)
        {
            source.Dispose();
        }
    }

    private void OpenDue()
    {
        while (_waiting.TryPeek(out var file) && file.EarliestTimestamp <= EarliestOpen())
        {
            var source = new GorSource(_waiting.Dequeue(), _depth, _damaged, _stop);
            if (source.IsEmpty)
            {
                _closedBytes += source.Bytes;
                source.Dispose();
            }
            else if (_current is null || source.Key.CompareTo(_current.Key) >= 0)
            {
                _open.Enqueue(source, source.Key);
            }
            else
            {
                _open.Enqueue(_current, _current.Key);
                _current = source;
            }
        }
    }

    private long EarliestOpen() => _current?.Key.Timestamp ?? (_open.TryPeek(out _, out var key) ? key.Timestamp : long.MaxValue);
}
