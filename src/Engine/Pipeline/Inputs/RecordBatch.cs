namespace TapeDeck.Engine.Pipeline.Inputs;

/// <summary>Records that are handed on together.</summary>
internal sealed class RecordBatch
{
    private const int UsualSize = 256;

    private Record[] _records = new Record[UsualSize];
    private int _count;

    /// <summary>Whether there is nothing to hand on.</summary>
    public bool IsEmpty => _count == 0;

    /// <summary>Whether it is time to hand on.</summary>
    public bool IsFull => _count >= UsualSize;

    public void Add(Record record)
    {
        if (_count == _records.Length)
        {
            Array.Resize(ref _records, 2 * _count);
        }

        _records[_count++] = record;
    }

    /// <summary>The records; the batch is empty afterwards.</summary>
    public ReadOnlyMemory<Record> Take()
    {
        var taken = _records.AsMemory(0, _count);
        _records = new Record[UsualSize];
        _count = 0;
        return taken;
    }
}
