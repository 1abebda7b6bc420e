namespace TapeDeck.Engine.Index;

/// <summary>Rows that nobody needs any more, for the next exchanges. A row is given back by the one who lets go of it last.</summary>
internal sealed class ExchangeRowPool
{
    private readonly Stack<ExchangeRow> _free = new();

    public ExchangeRow Take() => _free.TryPop(out var row) ? row : new ExchangeRow();

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
