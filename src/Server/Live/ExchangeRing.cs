using TapeDeck.Client.Ports;
using TapeDeck.Engine;
using TapeDeck.Engine.Http;
using TapeDeck.Engine.Query;

namespace TapeDeck.Server.Live;

/// <summary>
/// The latest exchanges of a capture with their content, bounded by count and bytes; the oldest go first. Responses are joined to requests
/// by id, in place. Not safe for several threads: <see cref="LiveFeed"/> guards it.
/// </summary>
/// <remarks>Everything is copied: a kept slice would hold the whole block it was cut from.</remarks>
internal sealed class ExchangeRing(int capacity, long capacityBytes, int messageLimitBytes)
{
    private readonly Entry?[] _entries = new Entry?[capacity];
    private readonly Dictionary<string, Entry> _halves = new(StringComparer.Ordinal);
    private long _bytes;

    /// <summary>Number of the oldest exchange that is still here.</summary>
    public long First { get; private set; }

    /// <summary>Exchanges seen so far; the number of the next one.</summary>
    public long Next { get; private set; }

    /// <summary>Grows with every new or completed exchange.</summary>
    public long Version { get; private set; }

    /// <param name="record">Half of an exchange.</param>
    /// <param name="opensResponses">Whether a response without a request is an exchange of its own; else it is left out.</param>
    public void Add(Record record, bool opensResponses = true)
    {
        var isRequest = record.Kind == RecordKind.Request;
        if (_halves.TryGetValue(record.Id.ToString(), out var half) && (isRequest ? half.Request : half.Response) is null)
        {
            _halves.Remove(half.Summary.Id);
            Complete(half, record);
        }
        else if (isRequest || opensResponses)
        {
            Open(record);
        }

        while (_bytes > capacityBytes && Next - First > 1)
        {
            EvictOldest();
        }
    }

    /// <summary>What is still here and fits, newest first.</summary>
    public IEnumerable<ExchangeSummary> Newest(TrafficQuery query)
    {
        for (var number = Next - 1; number >= First; number--)
        {
            if (Fits(At(number), query))
            {
                yield return At(number).Summary;
            }
        }
    }

    /// <summary>What fits of what came or was completed after a version, in that order.</summary>
    public IReadOnlyList<ExchangeSummary> ChangedSince(long version, TrafficQuery query)
    {
        var changed = new List<Entry>();
        for (var number = First; number < Next; number++)
        {
            if (At(number).Version > version && Fits(At(number), query))
            {
                changed.Add(At(number));
            }
        }

        changed.Sort((left, right) => left.Version.CompareTo(right.Version));
        return changed.ConvertAll(entry => entry.Summary);
    }

    public ExchangeContent? Find(long number) =>
        number >= First && number < Next ? new ExchangeContent(At(number).Summary, At(number).Request, At(number).Response) : null;

    /// <summary>Pages ask the same ten times a second, so the last answer is kept: bodies are decoded once.</summary>
    private static bool Fits(Entry entry, TrafficQuery query)
    {
        if (entry.Judged is not { } judged || judged.Version != entry.Version || !judged.Query.Equals(query))
        {
            entry.Judged = judged = (query, entry.Version, query.IsMatch(entry.Summary, entry.Request, entry.Response));
        }

        return judged.Fits;
    }

    private Entry At(long number) => _entries[number % capacity]!;

    private void Open(Record record)
    {
        if (Next - First == capacity)
        {
            EvictOldest();
        }

        var (request, response) = record.Kind == RecordKind.Request ? (record, default(Record)) : (null, record);
        var entry = new Entry { Summary = ExchangeSummarizer.Summarize(Next, request, response), Version = ++Version };
        Keep(entry, record);
        _entries[Next % capacity] = entry;
        Next++;
        _halves[entry.Summary.Id] = entry;
    }

    private void Complete(Entry entry, Record record)
    {
        var (request, response) = record.Kind == RecordKind.Request ? (record, entry.Response) : (entry.Request, record);
        var summary = ExchangeSummarizer.Summarize(entry.Summary.Number, request, response);
        entry.Summary = summary with
        {
            RequestBytes = Math.Max(summary.RequestBytes, entry.Summary.RequestBytes),
            ResponseBytes = Math.Max(summary.ResponseBytes, entry.Summary.ResponseBytes),
        };
        entry.Version = ++Version;
        Keep(entry, record);
    }

    private void Keep(Entry entry, Record record)
    {
        var isCut = record.Payload.Length > messageLimitBytes;
        var copy = record with
        {
            Id = RecordId.From(entry.Summary.Id),
            Payload = record.Payload[..Math.Min(record.Payload.Length, messageLimitBytes)].ToArray(),
            Flags = isCut ? record.Flags | RecordFlags.Truncated : record.Flags,
        };
        _bytes += copy.Payload.Length;
        (entry.Request, entry.Response) = record.Kind == RecordKind.Request ? (copy, entry.Response) : (entry.Request, copy);
    }

    private void EvictOldest()
    {
        ref var slot = ref _entries[First % capacity];
        _bytes -= (slot!.Request?.Payload.Length ?? 0) + (slot.Response?.Payload.Length ?? 0);
        if (_halves.TryGetValue(slot.Summary.Id, out var half) && ReferenceEquals(half, slot))
        {
            _halves.Remove(slot.Summary.Id);
        }

        slot = null;
        First++;
    }

    private sealed class Entry
    {
        public required ExchangeSummary Summary { get; set; }

        public required long Version { get; set; }

        public Record? Request { get; set; }

        public Record? Response { get; set; }

        public (TrafficQuery Query, long Version, bool Fits)? Judged { get; set; }
    }
}
