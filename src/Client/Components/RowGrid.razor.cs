using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using TapeDeck.Client.Navigation;

namespace TapeDeck.Client.Components;

/// <summary>A virtual list with selection by mouse and keys. The page owns the selection and the position; the grid owns the rows in view.</summary>
public sealed partial class RowGrid<TRow>
{
    private const int RowHeight = 32;
    private const long LongestPixels = 16_000_000; // the same as in js/grid.js
    private const int FewestRows = 60;
    private const int MostRows = 200;

    private readonly string _id = $"g{Guid.NewGuid():N}"[..9];
    private readonly List<IDisposable> _keys = [];
    private CancellationTokenSource _reading = new();
    private DotNetObjectReference<RowGrid<TRow>>? _self;
    private ElementReference _scroller;
    private IReadOnlyList<TRow> _rows = [];
    private Exception? _failure;
    private object? _shownQuery = new(); // equal to no query: nothing was asked for yet
    private long _first;
    private long _total;
    private long _top;
    private long _selectedIndex = -1;
    private int _visible = 20;
    private bool _loaded;
    private bool _stale;
    private bool _attached;
    private bool _mustShowTop;
    private bool _isGone;

    [Inject] public required IJSRuntime Js { get; init; }

    [Inject] public required Shortcuts Shortcuts { get; init; }

    /// <summary>Reads rows from a position on.</summary>
    [Parameter, EditorRequired] public required Func<long, int, CancellationToken, Task<RowWindow<TRow>>> Load { get; set; }

    /// <summary>A number that names a row for as long as the list lives.</summary>
    [Parameter, EditorRequired] public required Func<TRow, long> KeyOf { get; set; }

    /// <summary>What the rows depend on; when it changes they are read anew from <see cref="Top"/> on.</summary>
    [Parameter] public object? Query { get; set; }

    [Parameter] public long? SelectedKey { get; set; }

    [Parameter] public EventCallback<TRow> OnSelect { get; set; }

    /// <summary>Enter on a row that is selected already.</summary>
    [Parameter] public EventCallback OnOpen { get; set; }

    /// <summary>Somebody wants to go to a row or a time; without it there is no key for that.</summary>
    [Parameter] public EventCallback OnGoTo { get; set; }

    /// <summary>The first row in view.</summary>
    [Parameter] public long Top { get; set; }

    /// <summary>Whether the grid itself decides where it stands, as a live list does; <see cref="Top"/> then only says where it begins.</summary>
    [Parameter] public bool KeepsTop { get; set; }

    /// <summary>Tells where scrolling came to rest.</summary>
    [Parameter] public EventCallback<long> TopChanged { get; set; }

    /// <summary>The CSS class that lays out the columns.</summary>
    [Parameter, EditorRequired] public string Columns { get; set; } = "";

    /// <summary>Widths in place of those of the class, as CSS.</summary>
    [Parameter] public string? ColumnWidths { get; set; }

    /// <summary>How many columns there are; null when all of them are always there.</summary>
    [Parameter] public int? ColumnCount { get; set; }

    [Parameter, EditorRequired] public string Label { get; set; } = "";

    [Parameter, EditorRequired] public required RenderFragment Head { get; set; }

    [Parameter, EditorRequired] public required RenderFragment<TRow> Row { get; set; }

    [Parameter] public RenderFragment? Empty { get; set; }

    [Parameter] public RenderFragment? Foot { get; set; }

    /// <summary>What the count in the foot is of, when it is not the whole: <c>the latest</c>.</summary>
    [Parameter] public string? Of { get; set; }

    private bool ShowsRows => _failure is null && _loaded && _total > 0;

    private long LastTop => Math.Max(0, _total - _visible);

    /// <summary>Reads the rows in view again, because the list changed.</summary>
    public async Task RefreshAsync()
    {
        await ReadAsync(_first, Math.Max(FewestRows, _rows.Count));
        StateHasChanged();
    }

    /// <summary>Brings a row to the top.</summary>
    public async Task ShowAsync(long row)
    {
        _top = row;
        await CoverAsync(row);
        if (_attached && !_isGone)
        {
            await Js.InvokeVoidAsync("tapedeck.grid.show", _id, row);
        }
    }

    /// <summary>Selects a row, from 0 on, and brings it into view; the nearest when there is no such row.</summary>
    public async Task SelectAsync(long row)
    {
        var wanted = Within(row, _total - 1);
        if (wanted < _first || wanted >= _first + _rows.Count)
        {
            await CoverAsync(wanted);
        }

        if (wanted >= _first && wanted < _first + _rows.Count)
        {
            _selectedIndex = wanted;
            await OnSelect.InvokeAsync(_rows[(int)(wanted - _first)]);
            await Js.InvokeVoidAsync("tapedeck.grid.reveal", _id, wanted);
        }

        StateHasChanged();
    }

    /// <summary>The browser tells how many whole rows fit.</summary>
    [JSInvokable]
    public void Fits(int visible)
    {
        _visible = Math.Max(1, visible);
        StateHasChanged();
    }

    /// <summary>The browser tells that rows came into view that are not rendered.</summary>
    [JSInvokable]
    public async Task Uncovered(long top)
    {
        await CoverAsync(top);
        StateHasChanged();
    }

    /// <summary>The browser tells where scrolling stopped.</summary>
    [JSInvokable]
    public async Task Rested(long top)
    {
        if (top != _top)
        {
            _top = top;
            StateHasChanged();
            await TopChanged.InvokeAsync(top);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _isGone = true;
        _keys.ForEach(key => key.Dispose());
        await _reading.CancelAsync();
        _reading.Dispose();
        if (_attached)
        {
            await DetachAsync();
        }
    }

    protected override void OnInitialized()
    {
        _keys.Add(Shortcuts.On(ShortcutId.Next, () => MoveAsync(1)));
        _keys.Add(Shortcuts.On(ShortcutId.NextArrow, () => MoveAsync(1)));
        _keys.Add(Shortcuts.On(ShortcutId.Previous, () => MoveAsync(-1)));
        _keys.Add(Shortcuts.On(ShortcutId.PreviousArrow, () => MoveAsync(-1)));
        if (OnGoTo.HasDelegate)
        {
            _keys.Add(Shortcuts.On(ShortcutId.GoTo, () => OnGoTo.InvokeAsync()));
        }

        _keys.Add(Shortcuts.On(ShortcutId.Open, () => SelectedKey is null ? MoveAsync(0) : OnOpen.InvokeAsync()));
    }

    protected override async Task OnParametersSetAsync()
    {
        if (!Equals(Query, _shownQuery))
        {
            (_shownQuery, _selectedIndex) = (Query, -1);
            await ReadFromTopAsync();
        }
        else if (!KeepsTop && Top != _top)
        {
            await ShowAsync(Top);
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _self = DotNetObjectReference.Create(this);
            await Js.InvokeVoidAsync("tapedeck.grid.attach", _id, _scroller, _self, _top);
            _attached = true;
            if (_isGone)
            {
                await DetachAsync(); // the person left while the browser was still attaching
                return;
            }
        }

        if (_attached && _mustShowTop && ShowsRows && !_stale)
        {
            _mustShowTop = false;
            await Js.InvokeVoidAsync("tapedeck.grid.show", _id, _top);
        }
    }

    /// <summary>The browser may call until it has answered; only then the reference may go.</summary>
    private async Task DetachAsync()
    {
        try
        {
            await Js.InvokeVoidAsync("tapedeck.grid.detach", _id);
        }
        catch (JSDisconnectedException)
        {
            // The tab was closed.
        }

        _self?.Dispose();
    }

    private static long Within(long value, long most) => Math.Max(0, Math.Min(value, most));

    private string RowId(long key) => $"{_id}-{key}";

    /// <summary>Screenfuls in both directions for fast scrolling; fewer on a live list, which is drawn again ten times a second.</summary>
    private int WindowSize() => KeepsTop ? Math.Clamp(_visible * 3, FewestRows, MostRows) : Math.Clamp(_visible * 5, FewestRows + 40, MostRows);

    private int IndexOfSelected()
    {
        for (var i = 0; SelectedKey is { } key && i < _rows.Count; i++)
        {
            if (KeyOf(_rows[i]) == key)
            {
                return i;
            }
        }

        return -1;
    }

    // On a live list the row may have moved on before the button is up, so pressing selects already; the click is for assistive technology.
    private Task PressedAsync(MouseEventArgs press, TRow row) => press.Button == 0 ? OnSelect.InvokeAsync(row) : Task.CompletedTask;

    private async Task ReadFromTopAsync()
    {
        _top = Top;
        _mustShowTop = true;
        await ReadAsync(Math.Max(0, _top - _visible), WindowSize());
        if (_total > 0 && _rows.Count == 0)
        {
            _top = LastTop; // the address named a row beyond the end
            await ReadAsync(Math.Max(0, _top - _visible), WindowSize());
        }
    }

    /// <summary>Makes sure that a screenful from <paramref name="top"/> on, with some margin, is rendered.</summary>
    private Task CoverAsync(long top) => ReadAsync(Within(top - _visible, Math.Max(0, _total - WindowSize())), WindowSize());

    private async Task ReadAsync(long first, int count)
    {
        if (_isGone)
        {
            return; // the page holds on to a list that is no longer shown
        }

        var mine = new CancellationTokenSource();
        var superseded = mine.Token; // a later read may dispose of the source before this one gets to use it
        var before = Interlocked.Exchange(ref _reading, mine);
        await before.CancelAsync();
        before.Dispose();
        _stale = true;
        try
        {
            var window = await Load(first, count, superseded);
            if (ReferenceEquals(_reading, mine))
            {
                (_first, _rows, _total, _loaded, _stale, _failure) = (first, window.Rows, window.Total, true, false, null);
                _selectedIndex = IndexOfSelected() is var i and >= 0 ? first + i : _selectedIndex;
            }
        }
        catch (OperationCanceledException)
        {
            // A later read took over, or the page is gone.
        }
        catch (Exception failure)
        {
            if (ReferenceEquals(_reading, mine))
            {
                (_failure, _stale, _loaded) = (failure, false, true);
            }
        }
    }

    private async Task MoveAsync(int step)
    {
        if (_total == 0)
        {
            return;
        }

        var at = IndexOfSelected() is var i and >= 0 ? _first + i : _selectedIndex;
        await SelectAsync(at < 0 ? _top : at + step);
    }
}
