using TapeDeck.Client.Components;
using TapeDeck.Client.Ports;
using TapeDeck.Engine;

namespace TapeDeck.Client.Pages.Exchanges;

/// <summary>A recording under a filter, and the exchange that is open. What identifies the view comes from the address.</summary>
public sealed class ExchangesViewModel(IRecordings recordings, TimeProvider time)
{
    private const int MostSpans = 120;

    public RecordingView? Recording { get; private set; }

    /// <summary>Whether the recording was looked for.</summary>
    public bool IsLoaded { get; private set; }

    public ExchangeFilter Filter { get; private set; } = new();

    /// <summary>Whether something besides the time is asked for.</summary>
    public bool HasConditions => !(Filter with { Range = null }).IsEmpty;

    /// <summary>The filter as a query.</summary>
    public ExchangeQuery Query => QueryOf(Filter);

    /// <summary>How many match; null until it is known.</summary>
    public long? Matching { get; private set; }

    /// <summary>How long the last answer took.</summary>
    public TimeSpan Took { get; private set; }

    /// <summary>Matches over the time of the whole recording.</summary>
    public ExchangeTimeline Timeline { get; private set; } = ExchangeTimeline.Empty;

    /// <summary>The open exchange; null when none is.</summary>
    public ExchangeContent? Open { get; private set; }

    /// <summary>The number that was looked for last, found or not.</summary>
    public long? Asked { get; private set; }

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
        if (filter != Filter)
        {
            Filter = filter;
            Matching = null;
        }
    }

    public async Task<RowWindow<ExchangeSummary>> ReadAsync(long start, int count, CancellationToken cancellationToken)
    {
        var asked = Filter;
        var since = time.GetTimestamp();
        var query = QueryOf(asked) with { Start = start, Count = count };
        var page = await recordings.ExchangesAsync(Recording!.Id, query, cancellationToken);
        if (asked == Filter)
        {
            (Matching, Took) = (page.Total, time.GetElapsedTime(since));
            Counted?.Invoke();
        }

        return new RowWindow<ExchangeSummary>(page.Rows, page.Total);
    }

    /// <summary>Reads the timeline of the filter; an answer that a later filter overtook is left out.</summary>
    public async Task ReadTimelineAsync(CancellationToken cancellationToken)
    {
        var asked = Filter;
        var timeline = await recordings.TimelineAsync(Recording!.Id, QueryOf(asked), MostSpans, cancellationToken);
        Timeline = asked == Filter ? timeline : Timeline;
    }

    /// <summary>Opens the exchange that the address names, or closes it.</summary>
    public async Task OpenAsync(long? number, CancellationToken cancellationToken)
    {
        if (number is not { } wanted || Recording is null)
        {
            (Open, Asked) = (null, number);
        }
        else if (Open?.Summary.Number != wanted)
        {
            var found = await recordings.ExchangeAsync(Recording.Id, wanted, cancellationToken);
            (Open, Asked) = (found, wanted);
        }
    }

    private static ExchangeQuery QueryOf(ExchangeFilter filter) =>
        new() { Text = filter.Text, Method = filter.Method, StatusClass = filter.StatusClass, From = filter.Range?.From, To = filter.Range?.To };
}

/// <summary>What the filter bar says; null means any.</summary>
/// <param name="StatusClass">1–5, or 0 for no response.</param>
/// <param name="Range">Nanoseconds since the Unix epoch, the end not included.</param>
public sealed record ExchangeFilter(string? Text = null, string? Method = null, int? StatusClass = null, (long From, long To)? Range = null)
{
    public bool IsEmpty => this == new ExchangeFilter();
}
