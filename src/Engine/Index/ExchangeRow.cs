namespace TapeDeck.Engine.Index;

/// <summary>
/// An exchange while its two messages are looked for: one half at first, the other when it turns up. Rows are used again and again by their
/// <see cref="ExchangeRowPool"/>: they are many, and live just long enough to be dear to the garbage collector.
/// </summary>
internal abstract class ExchangeRow
{
    /// <summary>The row's number; −1 until it is written.</summary>
    public long Number { get; set; } = -1;

    /// <summary>The next row that waits under the same id.</summary>
    public ExchangeRow? Next { get; set; }

    /// <summary>Whether the other half may still turn up.</summary>
    public bool IsWaiting { get; set; }

    /// <summary>Changes whenever the row begins to wait, so that what is remembered of an earlier wait does not count.</summary>
    public long Turn { get; set; }

    public RecordId Id { get; protected set; }

    public long Timestamp { get; protected set; }

    public bool IsWritten => Number >= 0;

    /// <summary>Takes a request or a response as the first half.</summary>
    public abstract void Set(Record record, RecordLocation location);

    /// <summary>Joins the response of another row, which has no request.</summary>
    public abstract void Take(ExchangeRow response);

    /// <summary>Makes it as good as new.</summary>
    public virtual void Clear()
    {
        (Id, Next) = (default, null);
        (Number, IsWaiting) = (-1, false);
    }
}
