using Microsoft.AspNetCore.Components;

namespace TapeDeck.Client.Components;

/// <content>Reading rows, and giving up on those that take long.</content>
public sealed partial class RowGrid<TRow>
{
    private Task _answering = Task.CompletedTask;
    private long _formerTop;

    /// <summary>What is being done while rows are waited for.</summary>
    [Parameter] public string Doing { get; set; } = "Reading the list";

    /// <summary>How far that is, 0–1, as far as it is known.</summary>
    [Parameter] public Func<double?>? Done { get; set; }

    /// <summary>Nobody wants to wait for the rows of <see cref="Query"/>: the page is to ask for those it asked for before, which are still there.</summary>
    [Parameter] public EventCallback OnGiveUp { get; set; }

    /// <summary>Whether the rows at hand are of another query than the one that is asked.</summary>
    private bool IsOfAnother => _reader.IsStale && !(_reader.IsLoaded && Equals(_shownQuery, _reader.Query));

    /// <summary>Whether somebody waits for rows; those of a live list are at hand.</summary>
    private bool IsWaiting => _reader.IsAwaited && !KeepsTop;

    /// <summary>Reads the rows in view again, because the list changed, and draws them.</summary>
    public async Task RefreshAsync()
    {
        await ReadAgainAsync();
        StateHasChanged();
    }

    /// <summary>Reads the rows in view again; the page draws them with the rest of itself.</summary>
    public async Task ReadAgainAsync()
    {
        await _answering; // whoever waits for the answer to another query must not wait from the beginning again
        await ReadAsync(_reader.First, KeepsTop ? WindowSize() : Math.Max(FewestRows, _reader.Rows.Count), isRefresh: true);
    }

    private Task ReadFromTopAsync()
    {
        _top = Top;
        _mustShowTop = true;
        return _answering = AnswerAsync();
    }

    private async Task AnswerAsync()
    {
        await ReadAsync(Math.Max(0, _top - _visible), WindowSize());
        if (_reader is { IsStale: false, Total: > 0, Rows.Count: 0 })
        {
            _top = LastTop; // the address named a row beyond the end
            await ReadAsync(Math.Max(0, _top - _visible), WindowSize());
        }
    }

    /// <summary>Makes sure that a screenful from <paramref name="top"/> on, with some margin, is rendered.</summary>
    private Task CoverAsync(long top) => ReadAsync(Within(top - _visible, Math.Max(0, _reader.Total - WindowSize())), WindowSize());

    private async Task ReadAsync(long first, int count, bool isRefresh = false)
    {
        var total = _reader.Total;
        await _reader.ReadAsync(Load, _shownQuery, first, count, isRefresh);
        _selectedIndex = Place();
        if (RowsMove && _reader.Total != total)
        {
            LetGo();
        }
    }

    private async Task GiveUpAsync()
    {
        await (IsOfAnother ? OnGiveUp.InvokeAsync() : ReturnAsync(Within(_top, _reader.First + Math.Max(0, _reader.Rows.Count - _visible))));
        await _scroller.FocusAsync();
    }

    private Task ReturnAsync() => ReturnAsync(_formerTop);

    /// <summary>Goes back to rows that are still at hand, and to their place in one picture.</summary>
    private async Task ReturnAsync(long top)
    {
        var ending = _reader.GiveUpAsync();
        (_top, _mustShowTop) = (Math.Max(top, _reader.First), true);
        if (_top != Top)
        {
            await TopChanged.InvokeAsync(_top);
        }

        await ending;
    }

    /// <summary>Screenfuls in both directions for fast scrolling; little more than what is seen on a live list, which is drawn again ten times a second.</summary>
    private int WindowSize() => KeepsTop ? Math.Min((_visible * (_top > 0 ? 3 : 1)) + FewestLiveRows, MostRows) : Math.Clamp(_visible * 5, FewestRows + 40, MostRows);
}
