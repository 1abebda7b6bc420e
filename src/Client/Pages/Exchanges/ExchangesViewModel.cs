using TapeDeck.Client.Components;
using TapeDeck.Client.Ports;
using TapeDeck.Engine;

namespace TapeDeck.Client.Pages.Exchanges;

/// <summary>A recording under a filter, and the exchange that is open. What identifies the view comes from the address.</summary>
public sealed class ExchangesViewModel(IRecordings recordings, TimeProvider time)
{
    public RecordingView? Recording { get; private set; }

    /// <summary>Whether the recording was looked for.</summary>
    public bool IsLoaded { get; private set; }

    public ExchangeFilter Filter { get; private set; } = new(null, null, null);

    /// <summary>How many match; null until it is known.</summary>
    public long? Matching { get; private set; }

    /// <summary>How long the last answer took.</summary>
    public TimeSpan Took { get; private set; }

    /// <summary>The open exchange; null when none is.</summary>
    public ExchangeContent? Open { get; private set; }

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
        var query = new ExchangeQuery { Start = start, Count = count, Text = asked.Text, Method = asked.Method, StatusClass = asked.StatusClass };
        var page = await recordings.ExchangesAsync(Recording!.Id, query, cancellationToken);
        if (asked == Filter)
        {
            (Matching, Took) = (page.Total, time.GetElapsedTime(since));
            Counted?.Invoke();
        }

        return new RowWindow<ExchangeSummary>(page.Rows, page.Total);
    }

    /// <summary>Opens the exchange that the address names, or closes it.</summary>
    public async Task OpenAsync(long? number, CancellationToken cancellationToken)
    {
        if (number is not { } wanted || Recording is null)
        {
            Open = null;
        }
        else if (Open?.Summary.Number != wanted)
        {
            Open = await recordings.ExchangeAsync(Recording.Id, wanted, cancellationToken);
        }
    }
}

/// <summary>What the filter bar says; null means any.</summary>
/// <param name="StatusClass">1–5, or 0 for no response.</param>
public sealed record ExchangeFilter(string? Text, string? Method, int? StatusClass)
{
    public bool IsEmpty => Text is null && Method is null && StatusClass is null;
}
