namespace TapeDeck.Engine.Kafka;

/// <summary>What was read of one partition and not taken yet.</summary>
internal sealed class PartitionQueue(int number)
{
    private readonly Queue<ConsumedRecord> _records = new();
    private long _lastTimestamp = long.MinValue;

    /// <summary>The partition.</summary>
    public int Number => number;

    /// <summary>Whether the partition holds no more for now.</summary>
    public bool IsAtEnd { get; set; }

    /// <summary>Whether it was waited for too long.</summary>
    public bool IsLate { get; set; }

    /// <summary>Whether others wait for its next record.</summary>
    public bool IsAwaited => _records.Count == 0 && !IsAtEnd && !IsLate;

    /// <summary>Messages held.</summary>
    public int Count => _records.Count;

    /// <summary>Their bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>When the next message was recorded; one that holds no record goes with what is before it.</summary>
    public long NextTimestamp => _records.Peek().Record?.Timestamp ?? _lastTimestamp;

    public void Add(in ConsumedRecord record)
    {
        _records.Enqueue(record);
        Bytes += record.Bytes;
        IsAtEnd = IsLate = false;
    }

    public ConsumedRecord Take()
    {
        _lastTimestamp = NextTimestamp;
        var record = _records.Dequeue();
        Bytes -= record.Bytes;
        return record;
    }

    public void Clear() => _records.Clear();
}
