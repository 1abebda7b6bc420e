using TapeDeck.Client.Components;
using TapeDeck.Client.Formatting;
using TapeDeck.Client.Ports;
using TapeDeck.Client.Rendering;
using TapeDeck.Engine;
using TapeDeck.Engine.Query;

namespace TapeDeck.Client.Pages.Exchanges;

/// <summary>A recording under a filter, and the exchange that is open. What identifies the view comes from the address.</summary>
public sealed class ExchangesViewModel(IRecordings recordings, TimeProvider time) : IDisposable
{
    private const int MostSpans = 120;
    private const int MostEndpoints = 500;
    private readonly LatestWork _timeline = new();
    private readonly LatestWork _endpoints = new();
    private (ExchangeFilter Filter, long? Matching, SearchState? Search) _read = (new(TrafficQuery.Everything), null, null);
    private long? _wanted;

    public RecordingView? Recording { get; private set; }

    /// <summary>Whether the recording was looked for.</summary>
    public bool IsLoaded { get; private set; }

    public ExchangeFilter Filter { get; private set; } = new(TrafficQuery.Everything);

    /// <summary>Whether something besides the time is asked for.</summary>
    public bool HasConditions => !Filter.Query.IsEverything || Filter.Endpoint is not null;

    /// <summary>The filter as a query.</summary>
    public ExchangeQuery Query => QueryOf(Filter);

    /// <summary>How many match; null until it is known.</summary>
    public long? Matching { get; private set; }

    /// <summary>How the search through messages stands; null when there is none.</summary>
    public SearchState? Search { get; private set; }

    /// <summary>How long the last answer took.</summary>
    public TimeSpan Took { get; private set; }

    /// <summary>Matches over the time of the whole recording.</summary>
    public ExchangeTimeline Timeline { get; private set; } = ExchangeTimeline.Empty;

    /// <summary>The endpoints of the filter; null until they are read.</summary>
    public EndpointTable? Endpoints { get; private set; }

    /// <summary>The open exchange; null when none is.</summary>
    public ExchangeContent? Open { get; private set; }

    /// <summary>The number that was looked for last, found or not.</summary>
    public long? Asked { get; private set; }

    /// <summary>What reading the list is about.</summary>
    public string Doing => Filter.Sort is not null && Matching is { } known ? $"Sorting {Format.Count(known, "exchange")}"
        : Filter.IsEmpty ? "Reading the list"
        : $"Filtering {Format.Count(Recording?.Exchanges ?? 0, "exchange")}";

    /// <summary>How far reading the list is, 0–1; null while it is not known.</summary>
    public double? Done { get; private set; }

    /// <summary>Raised after a window was read.</summary>
    public event Action? Counted;

    public async Task LoadAsync(string id, CancellationToken cancellationToken)
    {
        Recording = await recordings.FindAsync(id, cancellationToken);
        IsLoaded = true;
    }

    /// <summary>Takes the filter from the address.</summary>
    public void Apply(ExchangeFilter filter)
    {
        if (filter.AsRecorded != Filter.AsRecorded)
        {
            // Whoever goes back before the new rows came finds the old ones, which are not read again.
            (Matching, Search) = filter.AsRecorded == _read.Filter.AsRecorded ? (_read.Matching, _read.Search) : (null, null);
            Endpoints = null;
        }

        Filter = filter;
    }

    public async Task<RowWindow<ExchangeSummary>> ReadAsync(long start, int count, CancellationToken cancellationToken)
    {
        var asked = Filter;
        var since = time.GetTimestamp();
        var query = QueryOf(asked) with { Start = start, Count = count };
        Done = null;
        var progress = new Progress<double>(fraction => Done = cancellationToken.IsCancellationRequested ? Done : fraction);
        var page = await recordings.ExchangesAsync(Recording!.Id, query, cancellationToken, progress);
        if (asked == Filter)
        {
            (Matching, Took, Search) = (page.Total, time.GetElapsedTime(since), page.Search);
            _read = (Filter, Matching, Search);
            Counted?.Invoke();
        }

        return new RowWindow<ExchangeSummary>(page.Rows, page.Total);
    }

    /// <summary>How many rows of the list began before a moment, nanoseconds since the Unix epoch.</summary>
    public async Task<long> CountBeforeAsync(long moment, CancellationToken cancellationToken)
    {
        if (Search is null)
        {
            return (await recordings.ExchangesAsync(Recording!.Id, QueryOf(Filter.AsRecorded) with { To = Math.Min(moment, Filter.Range?.To ?? moment), Count = 1 }, cancellationToken)).Total;
        }

        // Another range would be another search through all messages: what this one found is halved instead until the place is known.
        var (from, to) = (0L, Matching ?? 0);
        while (from < to)
        {
            var middle = from + ((to - from) / 2);
            var page = await recordings.ExchangesAsync(Recording!.Id, QueryOf(Filter) with { Start = middle, Count = 1 }, cancellationToken);
            (from, to) = page.Rows is [var row] && row.Timestamp < moment ? (middle + 1, to) : (from, middle);
        }

        return from;
    }

    /// <summary>Reads the timeline of the filter; that of an earlier one is given up.</summary>
    public Task ReadTimelineAsync(CancellationToken cancellationToken) => _timeline.RunAsync(
        async overtaken =>
        {
            var timeline = await recordings.TimelineAsync(Recording!.Id, QueryOf(Filter), MostSpans, overtaken);
            Timeline = overtaken.IsCancellationRequested ? Timeline : timeline;
        },
        cancellationToken);

    /// <summary>Reads the endpoints of the filter; those of an earlier one are given up.</summary>
    public Task ReadEndpointsAsync(CancellationToken cancellationToken) => _endpoints.RunAsync(
        async overtaken =>
        {
            var asked = Filter;
            var since = time.GetTimestamp();
            var table = await recordings.EndpointsAsync(Recording!.Id, QueryOf(asked), MostEndpoints, start: 0, overtaken);
            if (asked.AsRecorded == Filter.AsRecorded)
            {
                (Endpoints, Took) = (table, time.GetElapsedTime(since));
            }
        },
        cancellationToken);

    /// <summary>Gives up the endpoints that are being read.</summary>
    public Task GiveUpEndpointsAsync() => _endpoints.EndAsync();

    public void Dispose()
    {
        _timeline.Dispose();
        _endpoints.Dispose();
    }

    /// <summary>Opens the exchange that the address names, or closes it; an answer that a later address overtook is left out.</summary>
    public async Task OpenAsync(long? number, CancellationToken cancellationToken)
    {
        _wanted = number;
        if (number is not { } wanted || Recording is null)
        {
            (Open, Asked) = (null, number);
        }
        else if (Open?.Summary.Number != wanted)
        {
            var found = await recordings.ExchangeAsync(Recording.Id, wanted, cancellationToken);
            if (_wanted == wanted)
            {
                (Open, Asked) = (found, wanted);
            }
        }
    }

    /// <summary>Rows of the list by position, in its order.</summary>
    public async Task<IReadOnlyList<ExchangeSummary>> RowsAsync(RowRanges rows, CancellationToken cancellationToken)
    {
        var found = new List<ExchangeSummary>();
        foreach (var range in rows.Ranges)
        {
            found.AddRange((await recordings.ExchangesAsync(Recording!.Id, QueryOf(Filter) with { Start = range.First, Count = (int)range.Count }, cancellationToken)).Rows);
        }

        return found;
    }

    /// <summary>The requests of some exchanges, without those that were not recorded.</summary>
    public async Task<IReadOnlyList<Record>> RequestsAsync(IEnumerable<ExchangeSummary> exchanges, CancellationToken cancellationToken)
    {
        var requests = new List<Record>();
        foreach (var exchange in exchanges)
        {
            if ((await recordings.ExchangeAsync(Recording!.Id, exchange.Number, cancellationToken))?.Request is { } request)
            {
                requests.Add(request);
            }
        }

        return requests;
    }

    /// <summary>Ends the search through messages.</summary>
    public void StopSearch() => recordings.StopSearch(Recording!.Id, QueryOf(Filter));

    private static ExchangeQuery QueryOf(ExchangeFilter filter) => new()
    {
        Query = filter.Query,
        From = filter.Range?.From,
        To = filter.Range?.To,
        Endpoint = filter.Endpoint,
        Order = filter.Sort is { } key ? new ExchangeOrder([key]) : null,
    };
}

/// <summary>What is shown of a recording.</summary>
/// <param name="Query">What is asked of the exchanges.</param>
/// <param name="Range">When they began, nanoseconds since the Unix epoch, the end not included; null for any time.</param>
/// <param name="Endpoint">The endpoint; null for all.</param>
/// <param name="Sort">The order of the list; null for that of the recording.</param>
public sealed record ExchangeFilter(TrafficQuery Query, (long From, long To)? Range = null, EndpointKey? Endpoint = null, ExchangeSortKey? Sort = null)
{
    /// <summary>The same in the order of the recording.</summary>
    public ExchangeFilter AsRecorded => this with { Sort = null };

    public bool IsEmpty => Query.IsEverything && Range is null && Endpoint is null;
}
