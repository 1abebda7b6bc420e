namespace TapeDeck.Engine.Gor;

/// <summary>
/// The next few records of a file in the order of their timestamps; equal ones stay in file order. Files are almost in order, so a record is
/// put in from the end and hardly ever moves.
/// </summary>
internal sealed class GorTimeWindow(int depth)
{
    private readonly Record?[] _ring = new Record?[Math.Max(1, depth)];
    private int _first;

    /// <summary>Records in the window.</summary>
    public int Count { get; private set; }

    /// <summary>Whether the earliest record must be taken before another can be added.</summary>
    public bool IsFull => Count == _ring.Length;

    /// <summary>The earliest record; the window must not be empty.</summary>
    public Record First => _ring[_first]!;

    /// <summary>Puts a record in its place; the window must not be full.</summary>
    public void Add(Record record)
    {
        var place = Count++;
        for (; place > 0 && At(place - 1)!.Timestamp > record.Timestamp; place--)
        {
            At(place) = At(place - 1);
        }

        At(place) = record;
    }

    /// <summary>Takes the earliest record out.</summary>
    public Record Take()
    {
        var record = First;
        At(0) = null;
        _first = _first + 1 == _ring.Length ? 0 : _first + 1;
        Count--;
        return record;
    }

    private ref Record? At(int place)
    {
        var index = _first + place;
        return ref _ring[index < _ring.Length ? index : index - _ring.Length];
    }
}
