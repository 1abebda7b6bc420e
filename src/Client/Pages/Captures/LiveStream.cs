using TapeDeck.Client.Components;
using TapeDeck.Client.Ports;
using TapeDeck.Engine;
using TapeDeck.Engine.Query;

namespace TapeDeck.Client.Pages.Captures;

/// <summary>
/// The view of a live stream. While it follows, it shows the ring's newest; scrolled away or paused, it holds the rows it had,
/// so that nothing moves under the reader, and counts what has come since.
/// </summary>
public sealed class LiveStream(ILiveTraffic live, string runId)
{
    private const int Held = 5000;
    private const int Countable = 1000;
    private readonly ShownExchanges _shown = new(number => live.Find(runId, number));
    private IReadOnlyList<ExchangeSummary>? _held;
    private long _totalWhenHeld;
    private long _newestShown = -1;

    /// <summary>Null for everything.</summary>
    public TrafficQuery? Filter { get; private set; }

    /// <summary>Whether the newest is shown.</summary>
    public bool IsFollowing => _held is null;

    /// <summary>Whether the person stopped the view on purpose; going to the top does not end that.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>Whether none of the rows that were shown before is among those shown now.</summary>
    public bool IsFast { get; private set; }

    /// <summary>Exchanges since the start of the capture.</summary>
    public long Total { get; private set; }

    /// <summary>Exchanges in the ring that match.</summary>
    public long Matching { get; private set; }

    /// <summary>Whether every exchange of the capture is still within reach here.</summary>
    public bool HoldsAll => Filter is not null || Matching >= Total;

    /// <summary>What has come since the view stopped following; with a filter, what matches of it.</summary>
    public long NewCount { get; private set; }

    /// <summary>Whether <see cref="NewCount"/> is only the least it can be.</summary>
    public bool NewCountIsRough { get; private set; }

    public RowWindow<ExchangeSummary> Read(long start, int count)
    {
        if (_held is { } held)
        {
            return new RowWindow<ExchangeSummary>([.. held.Skip((int)start).Take(count)], held.Count);
        }

        var window = live.Latest(runId, Filter ?? TrafficQuery.Everything, (int)Math.Min(int.MaxValue, start + count));
        (Total, Matching) = (window.Total, window.Matching);
        IsFast = window.Rows.Count > 0 && _newestShown >= 0 && window.Rows[^1].Number > _newestShown;
        if (window.Rows.Count > 0)
        {
            _newestShown = window.Rows[0].Number;
        }

        var rows = new RowWindow<ExchangeSummary>([.. window.Rows.Skip((int)start)], window.Matching);
        _shown.Keep(rows.Rows);
        return rows;
    }

    /// <summary>An exchange with its content: as the capture has it now, or else as it was shown lately; null when it is gone.</summary>
    public ExchangeContent? Open(long number) => live.Find(runId, number) ?? _shown.Find(number);

    /// <summary>A row of the view that is held; null when there is none of that number.</summary>
    public ExchangeSummary? Find(long number) => _held?.FirstOrDefault(row => row.Number == number);

    /// <summary>Looks at the counters again; true when the rows in view must be read anew.</summary>
    public bool Look()
    {
        if (IsFollowing)
        {
            return true;
        }

        var window = live.Latest(runId, Filter ?? TrafficQuery.Everything, Filter is null ? 0 : Countable);
        Total = window.Total;
        var matching = window.Rows.Count(row => row.Number > _newestShown);
        NewCount = Filter is null ? window.Total - _totalWhenHeld : matching;
        NewCountIsRough = Filter is not null && matching == Countable;
        return false;
    }

    /// <summary>Stops following, with the rows that are in view now.</summary>
    public void Hold()
    {
        if (IsFollowing)
        {
            var window = live.Latest(runId, Filter ?? TrafficQuery.Everything, Held);
            _held = [.. window.Rows.SkipWhile(row => row.Number > _newestShown)];
            _totalWhenHeld = window.Total - (window.Rows.Count - _held.Count);
            Look();
        }
    }

    /// <summary>Shows the newest again.</summary>
    public void Follow()
    {
        _held = null;
        IsPaused = false;
        NewCount = 0;
        NewCountIsRough = false;
    }

    public void TogglePause()
    {
        if (IsPaused)
        {
            Follow();
        }
        else
        {
            Hold();
            IsPaused = true;
        }
    }

    public void Search(TrafficQuery? filter)
    {
        if (!Equals(filter, Filter))
        {
            var paused = IsPaused;
            Follow();
            Filter = filter;
            _newestShown = -1;
            if (paused)
            {
                Read(0, 1);
                TogglePause();
            }
        }
    }
}
