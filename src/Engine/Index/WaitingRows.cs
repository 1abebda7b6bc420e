using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace TapeDeck.Engine.Index;

/// <summary>Rows that wait for their other half: found by id, first come first served. Reaches back a fixed number of arrivals.</summary>
internal sealed class WaitingRows(int reach)
{
    private readonly Dictionary<RecordId, (ExchangeRow First, ExchangeRow Last)> _byId = [];
    private readonly Queue<(ExchangeRow Row, long Turn)> _byAge = new();
    private long _turns;

    /// <summary>Lets a row wait; returns the one that falls out of reach by that and still waits, else null.</summary>
    public ExchangeRow? Add(ExchangeRow row)
    {
        (row.IsWaiting, row.Turn) = (true, ++_turns);
        ref var line = ref CollectionsMarshal.GetValueRefOrAddDefault(_byId, row.Id, out var isKnown);
        if (isKnown)
        {
            line.Last.Next = row;
        }

        line = (isKnown ? line.First : row, row);

        _byAge.Enqueue((row, row.Turn));
        return _byAge.Count > reach && _byAge.Dequeue() is var oldest ? TakeIfWaiting(oldest.Row, oldest.Turn) : null;
    }

    /// <summary>Takes the row that has waited longest under an id.</summary>
    public bool TryTake(RecordId id, [NotNullWhen(true)] out ExchangeRow? row)
    {
        row = _byId.Count > 0 && _byId.Remove(id, out var line) ? Take(line) : null;
        return row is not null;
    }

    /// <summary>Takes the row that has waited longest of all; null when none waits.</summary>
    public ExchangeRow? TakeOldest()
    {
        while (_byAge.TryDequeue(out var oldest))
        {
            if (TakeIfWaiting(oldest.Row, oldest.Turn) is { } waiting)
            {
                return waiting;
            }
        }

        return null;
    }

    /// <summary>Takes a row out; null when it does not wait any more. The oldest of all is the first of its id.</summary>
    private ExchangeRow? TakeIfWaiting(ExchangeRow row, long turn) =>
        row.IsWaiting && row.Turn == turn && _byId.Remove(row.Id, out var line) ? Take(line) : null;

    /// <summary>Takes the first row of a line that was removed. What is left of it goes back under an id of its own: a row's id ends with the row.</summary>
    private ExchangeRow Take((ExchangeRow First, ExchangeRow Last) line)
    {
        var row = line.First;
        if (row.Next is { } next)
        {
            _byId[next.Id] = (next, line.Last);
        }

        (row.IsWaiting, row.Next) = (false, null);
        return row;
    }
}
