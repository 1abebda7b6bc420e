using System.Diagnostics.CodeAnalysis;

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
        if (_byId.TryGetValue(row.Id, out var line))
        {
            line.Last.Next = row;
            _byId[row.Id] = (line.First, row);
        }
        else
        {
            _byId[row.Id] = (row, row);
        }

        _byAge.Enqueue((row, row.Turn));
        return _byAge.Count > reach && _byAge.Dequeue() is var oldest ? Take(oldest.Row, oldest.Turn) : null;
    }

    /// <summary>Takes the row that has waited longest under an id.</summary>
    public bool TryTake(RecordId id, [NotNullWhen(true)] out ExchangeRow? row)
    {
        row = _byId.TryGetValue(id, out var line) ? Take(line.First, line.First.Turn) : null;
        return row is not null;
    }

    /// <summary>Takes the row that has waited longest of all; null when none waits.</summary>
    public ExchangeRow? TakeOldest()
    {
        while (_byAge.TryDequeue(out var oldest))
        {
            if (Take(oldest.Row, oldest.Turn) is { } waiting)
            {
                return waiting;
            }
        }

        return null;
    }

    /// <summary>Takes the first row of its id out; null when it does not wait any more. The oldest of all is the first of its id.</summary>
    private ExchangeRow? Take(ExchangeRow row, long turn)
    {
        if (!row.IsWaiting || row.Turn != turn)
        {
            return null;
        }

        row.IsWaiting = false;
        if (row.Next is { } next)
        {
            _byId[row.Id] = (next, _byId[row.Id].Last);
            row.Next = null;
        }
        else
        {
            _byId.Remove(row.Id);
        }

        return row;
    }
}
