namespace TapeDeck.Engine.Kafka;

/// <summary>Records that were consumed together, and how far a group came with each.</summary>
internal sealed class ConsumedBatch
{
    private readonly List<(int Partition, long Offset)> _places;

    private ConsumedBatch(Record[] records, List<(int Partition, long Offset)> places) => (Records, _places) = (records, places);

    /// <summary>Nothing.</summary>
    public static ConsumedBatch Empty { get; } = new([], []);

    /// <summary>The records.</summary>
    public Record[] Records { get; }

    /// <summary>Sorts out messages that hold no record; a group came past such a one once it came past the record before it.</summary>
    /// <param name="messages">What was consumed.</param>
    /// <param name="broken">Told of each message that holds no record.</param>
    /// <param name="consumer">Told at once how far it came where there is no record before.</param>
    public static ConsumedBatch From(ReadOnlySpan<ConsumedRecord> messages, Action<ConsumedRecord> broken, RecordConsumer consumer)
    {
        var records = new List<Record>(messages.Length);
        var places = new List<(int Partition, long Offset)>(messages.Length);
        foreach (var message in messages)
        {
            if (message.Record is { } record)
            {
                records.Add(record);
                places.Add((message.Partition, message.Offset));
                continue;
            }

            broken(message);
            if (places.FindLastIndex(place => place.Partition == message.Partition) is var before and >= 0)
            {
                places[before] = (message.Partition, message.Offset);
            }
            else
            {
                consumer.Took(message.Partition, message.Offset);
            }
        }

        return new ConsumedBatch([.. records], places);
    }

    /// <summary>Tells the consumer that some of the records were handed on.</summary>
    public void Took(int first, int count, RecordConsumer consumer)
    {
        for (var i = first; i < first + count; i++)
        {
            consumer.Took(_places[i].Partition, _places[i].Offset);
        }
    }
}
