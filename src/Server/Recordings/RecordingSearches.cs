using TapeDeck.Client.Ports;
using TapeDeck.Engine;
using TapeDeck.Engine.Index;

namespace TapeDeck.Server.Recordings;

/// <summary>
/// The searches through messages of recordings: each runs once for all who ask the same, two at a time, and for as long as somebody asks.
/// The latest that ended are kept with what they found.
/// </summary>
internal sealed class RecordingSearches(RecordingIndexes indexes, TimeProvider time) : IAsyncDisposable
{
    private const int AtATime = 2;
    private const int EndedKept = 8;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_fresh = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly List<RecordingSearch> _searches = [];
    private readonly SemaphoreSlim _turns = new(AtATime, AtATime);

    /// <summary>A window of what is found so far; begins the search if nobody did.</summary>
    public ExchangePage Page(string id, IReadOnlyList<string> files, ExchangeQuery query, CancellationToken cancellationToken)
    {
        using var lease = indexes.Rent(id);
        var search = Ask(id, files, RecordingCatalog.FilterOf(query), lease.Content.Revision());
        var state = search.State;
        return RecordingCatalog.PageOf(query.After is { } place ? search.Shown.PageAfter(lease.Content, place, query.Count, cancellationToken)
            : search.Shown.Page(lease.Content, query.Start, query.Count, cancellationToken)) with { Search = state };
    }

    /// <summary>The course of what is found so far.</summary>
    public ExchangeTimeline Timeline(string id, IReadOnlyList<string> files, ExchangeFilter filter, int spans, CancellationToken cancellationToken)
    {
        using var lease = indexes.Rent(id);
        return Ask(id, files, filter, lease.Content.Revision()).Shown.Timeline(lease.Content, spans, cancellationToken);
    }

    /// <summary>Ends a search; what it found stays.</summary>
    public void Stop(string id, ExchangeFilter filter)
    {
        lock (_lock)
        {
            _searches.Find(search => search.IsFor(id, filter))?.Stop();
        }
    }

    /// <summary>Ends all searches of a recording that is to be deleted, and waits for that.</summary>
    public Task ForgetAsync(string id) => EndAsync(search => search.Id == id);

    public async ValueTask DisposeAsync()
    {
        await EndAsync(_ => true);
        _turns.Dispose();
    }

    private async Task EndAsync(Func<RecordingSearch, bool> meant)
    {
        RecordingSearch[] ended;
        lock (_lock)
        {
            ended = [.. _searches.Where(meant)];
            _searches.RemoveAll(search => ended.Contains(search));
            Array.ForEach(ended, search => search.Stop());
        }

        await Task.WhenAll(ended.Select(search => search.Work));
        Array.ForEach(ended, search => search.Dispose());
    }

    private void Drop(RecordingSearch ended)
    {
        _searches.Remove(ended);
        if (ended.Work.IsCompleted)
        {
            ended.Dispose(); // One that nobody asked for may still be on its way to its end.
        }
    }

    private RecordingSearch Ask(string id, IReadOnlyList<string> files, ExchangeFilter filter, long revision)
    {
        lock (_lock)
        {
            var known = _searches.Find(search => search.IsFor(id, filter));
            if (known is not null && !known.IsAbandoned && (known.Revision == revision || !known.HasEndedFor(s_fresh)))
            {
                known.Ask();
                return known;
            }

            foreach (var old in _searches.Where(search => search.Work.IsCompleted && search != known).SkipLast(EndedKept - 1).Append(known).OfType<RecordingSearch>().ToArray())
            {
                Drop(old);
            }

            var begun = new RecordingSearch(id, filter, revision, new ExchangeScan(files, filter), known is { IsAbandoned: false } ? known.Scan : null, time);
            begun.Start(indexes.Rent(id), _turns, s_patience);
            _searches.Add(begun);
            return begun;
        }
    }
}
