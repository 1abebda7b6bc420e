namespace TapeDeck.Engine.Pipeline;

/// <summary>
/// Deals exchanges out in turn, so that shares are equal, and remembers who got which: what comes later under the same id goes the same way
/// (spec §8.4). Safe for several loops.
/// </summary>
/// <param name="places">How many there are to deal to, at least 1.</param>
/// <param name="bySession">Whether a whole client connection counts as one, instead of an exchange.</param>
/// <param name="time">The clock of the memory.</param>
internal sealed class ExchangeDealer(int places, bool bySession, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly RecentIds<int> _dealt = new(time);
    private int _next;

    /// <summary>Sorts a batch by place; each part keeps the order.</summary>
    public IReadOnlyList<ReadOnlyMemory<Record>> Deal(ReadOnlyMemory<Record> batch)
    {
        var parts = new Record[places][];
        var counts = new int[places];
        lock (_lock)
        {
            foreach (var record in batch.Span)
            {
                var place = PlaceOf(record);
                parts[place] ??= new Record[batch.Length];
                parts[place][counts[place]++] = record;
            }
        }

        return [.. parts.Zip(counts, (part, count) => new ReadOnlyMemory<Record>(part, 0, count))];
    }

    private int PlaceOf(Record record)
    {
        var id = bySession ? record.Id.Session : record.Id;
        if (!_dealt.TryGet(id, out var place))
        {
            place = _next;
            _next = (_next + 1) % places;
        }

        _dealt.Set(id, place); // in use: not to be forgotten yet
        return place;
    }
}
