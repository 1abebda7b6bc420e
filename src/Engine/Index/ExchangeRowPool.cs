namespace TapeDeck.Engine.Index;

/// <summary>Rows that nobody needs any more, for the next exchanges. A row is given back by the one who lets go of it last.</summary>
internal sealed class ExchangeRowPool
{
    private readonly Stack<ExchangeRow> _free = new();

    /// <summary>Takes a row; all rows of a pool are of one sort.</summary>
    public T Take<T>()
        where T : ExchangeRow, new() => _free.TryPop(out var row) ? (T)row : new T();

    /// <summary>Takes a row back if it is written and waits for nothing; else it is still needed.</summary>
    public void ReturnIfDone(ExchangeRow row)
    {
        if (row is { IsWritten: true, IsWaiting: false })
        {
            Return(row);
        }
    }

    public void Return(ExchangeRow row)
    {
        row.Clear();
        _free.Push(row);
    }
}
