namespace TapeDeck.Engine.Formats;

/// <summary>
/// Takes exchanges in order of their beginning and gives their records in order of time, so that an answer stands behind the requests that were sent before it came.
/// An answer that would make more wait than fits in memory comes early.
/// </summary>
internal sealed class RecordOrder
{
    private const long MaxHeldBytes = 16 << 20;
    private readonly PriorityQueue<OrderedRecord, (long Timestamp, long Turn)> _held = new();
    private long _heldBytes;
    private long _turn;

    /// <summary>Adds the next exchange; the records that nothing can come before any more.</summary>
    public IEnumerable<OrderedRecord> Add(RecordedExchange exchange)
    {
        var begin = exchange.Summary.Timestamp;
        Hold(exchange, exchange.Request, begin);
        Hold(exchange, exchange.Response, Math.Max(begin, exchange.Response?.Timestamp ?? 0));
        while (_held.TryPeek(out _, out var first) && (first.Timestamp <= begin || _heldBytes > MaxHeldBytes))
        {
            yield return Release();
        }
    }

    /// <summary>The rest.</summary>
    public IEnumerable<OrderedRecord> End()
    {
        while (_held.Count > 0)
        {
            yield return Release();
        }
    }

    private void Hold(RecordedExchange exchange, Record? record, long timestamp)
    {
        if (record is not null)
        {
            _held.Enqueue(new OrderedRecord(exchange, record), (timestamp, _turn++));
            _heldBytes += record.Payload.Length;
        }
    }

    private OrderedRecord Release()
    {
        var next = _held.Dequeue();
        _heldBytes -= next.Record.Payload.Length;
        return next;
    }
}

/// <summary>A record and the exchange it belongs to.</summary>
internal readonly record struct OrderedRecord(RecordedExchange Exchange, Record Record);
