using System.Diagnostics.CodeAnalysis;

namespace TapeDeck.Engine.Index;

/// <summary>Rows that wait for their other half: found by id, first come first served. Reaches back a fixed number of arrivals.</summary>
internal sealed class WaitingRows(int reach)
{
    private readonly Dictionary<RecordId, (ExchangeRow First, ExchangeRow Last)> _byId = [];
    private readonly Queue<ExchangeRow> _byAge = new();

    /// <summary>Lets a row wait; returns the one that falls out of reach by that and still waits, else null.</summary>
    public ExchangeRow? Add(ExchangeRow row)
    {
        row.IsWaiting = true;
        if (_byId.TryGetValue(row.Id, out var line))
        {
            line.Last.Next = row;
            _byId[row.Id] = (line.First, row);
        }
        else
        {
            _byId[row.Id] = (row, row);
        }

        _byAge.Enqueue(row);
        return _byAge.Count > reach ? Take(_byAge.Dequeue()) : null;
    }

    /// <summary>Takes the row that has waited longest under an id.</summary>
    public bool TryTake(RecordId id, [NotNullWhen(true)] out ExchangeRow? row)
    {
        row = _byId.TryGetValue(id, out var line) ? Take(line.First) : null;
        return row is not null;
    }

    /// <summary>Takes the row that has waited longest of all; null when none waits.</summary>
    public ExchangeRow? TakeOldest()
    {
        while (_byAge.TryDequeue(out var row))
        {
            if (Take(row) is { } waiting)
            {
                return waiting;
            }
        }

        return null;
    }

    /// <summary>Takes the first row of its id out; null when it does not wait any more. The oldest of all is the first of its id.</summary>
    private ExchangeRow? Take(ExchangeRow row)
    {
        if (!row.IsWaiting)
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
