namespace TapeDeck.Engine.Relay;

/// <summary>
/// The records that were written to a connection and of which it is not certain yet that the receiver has read them. Receivers never answer; its
/// machine's acknowledgements are all there is, and what a machine has received the program on it may never read. So a record counts as delivered
/// when it was acknowledged for a second on a connection that is not held up, or when more bytes were acknowledged behind it than a machine buffers.
/// </summary>
internal sealed class SentRecords
{
    private const long MostBuffered = 4 << 20;
    private static readonly TimeSpan s_trial = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_betweenMarks = TimeSpan.FromMilliseconds(100);

    private readonly TimeProvider _time;
    private readonly Queue<SentRecord> _records = new();
    private readonly Queue<(long Acknowledged, long At)> _marks = new();
    private long _lastMark;

    public SentRecords(TimeProvider time) => _time = time;

    /// <summary>Whether all is certain.</summary>
    public bool IsEmpty => _records.Count == 0;

    /// <summary>Adds a record that ends on the wire at <paramref name="leastEnd"/> or later, and at <paramref name="mostEnd"/> or earlier.</summary>
    public void Add(Record record, long leastEnd, long mostEnd) => _records.Enqueue(new SentRecord(record, leastEnd, mostEnd));

    /// <summary>Lets go of the records that are certain now; returns how many.</summary>
    /// <param name="acknowledged">Bytes the receiver's machine has acknowledged.</param>
    /// <param name="written">Bytes written.</param>
    public int Confirm(long acknowledged, long written)
    {
        var now = _time.GetTimestamp();
        if (_marks.Count == 0 || _time.GetElapsedTime(_lastMark, now) >= s_betweenMarks)
        {
            _marks.Enqueue((acknowledged, _lastMark = now));
        }

        while (_marks.Count > 1 && _time.GetElapsedTime(_marks.ElementAt(1).At, now) >= s_trial)
        {
            _marks.Dequeue();
        }

        var isHeldUp = acknowledged < written;
        var (position, at) = _marks.Peek();
        var tried = !isHeldUp && _time.GetElapsedTime(at, now) >= s_trial ? position : 0;
        return LetGo(Math.Max(tried, acknowledged - MostBuffered));
    }

    /// <summary>The connection has ended: sorts what is left.</summary>
    /// <param name="acknowledged">Bytes the receiver's machine has acknowledged, at least, and bytes that it may have, at most.</param>
    /// <param name="inOrder">Whether the receiver has read all that its machine acknowledged.</param>
    /// <param name="again">Gets the records that certainly never arrived as a whole.</param>
    /// <returns>How many arrived for certain, and of how many nobody knows.</returns>
    public (int Delivered, int Doubtful) Settle((long Least, long Most) acknowledged, bool inOrder, List<Record> again)
    {
        var delivered = inOrder ? LetGo(acknowledged.Least) : 0;
        var doubtful = 0;
        foreach (var sent in _records)
        {
            if (sent.LeastEnd <= acknowledged.Most)
            {
                doubtful++;
            }
            else
            {
                again.Add(sent.Record);
            }
        }

        _records.Clear();
        _marks.Clear();
        return (delivered, doubtful);
    }

    private int LetGo(long certain)
    {
        var count = 0;
        while (_records.TryPeek(out var first) && first.MostEnd <= certain)
        {
            _records.Dequeue();
            count++;
        }

        return count;
    }

    private readonly record struct SentRecord(Record Record, long LeastEnd, long MostEnd);
}
