using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using TapeDeck.Client.Navigation;

namespace TapeDeck.Client.Components;

/// <summary>A virtual list with selection by mouse and keys. The page owns the open row and the position; the grid owns the rows in view and which are chosen.</summary>
public sealed partial class RowGrid<TRow>
{
    private const int RowHeight = 32;
    private const long LongestPixels = 16_000_000; // the same as in js/grid.js
    private const int FewestRows = 60;
    private const int FewestLiveRows = 8;
    private const int MostRows = 200;

    private readonly string _id = $"g{Guid.NewGuid():N}"[..9];
    private readonly List<IDisposable> _keys = [];
    private readonly RowReader<TRow> _reader = new();
    private readonly RowElements _elements = new();
    private object? _shownQuery = new(); // equal to no query: nothing was asked for yet
    private long _top;
    private long? _openKey; // what was opened last, also while the page has not drawn it: on a busy machine drawing lags behind the keys
    private long _selectedIndex = -1;
    private int _visible = 20;
    private bool _isGone;

    [Inject] public required Shortcuts Shortcuts { get; init; }

    /// <summary>Reads rows from a position on.</summary>
    [Parameter, EditorRequired] public required Func<long, int, CancellationToken, Task<RowWindow<TRow>>> Load { get; set; }

    /// <summary>A number that names a row for as long as the list lives.</summary>
    [Parameter, EditorRequired] public required Func<TRow, long> KeyOf { get; set; }

    /// <summary>What the rows depend on; when it changes they are read anew from <see cref="Top"/> on.</summary>
    [Parameter] public object? Query { get; set; }

    [Parameter] public long? SelectedKey { get; set; }

    /// <summary>A row was opened, by its key.</summary>
    [Parameter] public EventCallback<long> OnSelect { get; set; }

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

    /// <summary>A column is to have another width: its edge in the head was moved.</summary>
    [Parameter] public EventCallback<ColumnWidth> OnWidened { get; set; }

    /// <summary>How many columns there are; null when all of them are always there.</summary>
    [Parameter] public int? ColumnCount { get; set; }

    [Parameter, EditorRequired] public string Label { get; set; } = "";

    [Parameter, EditorRequired] public required RenderFragment Head { get; set; }

    [Parameter, EditorRequired] public required RenderFragment<TRow> Row { get; set; }

    [Parameter] public RenderFragment? Empty { get; set; }

    [Parameter] public RenderFragment? Foot { get; set; }

    /// <summary>What the count in the foot is of, when it is not the whole: <c>the latest</c>.</summary>
    [Parameter] public string? Of { get; set; }

    private bool ShowsRows => _reader is { Failure: null, IsLoaded: true, Total: > 0 };

    private long LastTop => Math.Max(0, _reader.Total - _visible);

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
        _choice.MoveTo(Within(row, _reader.Total - 1));
        await OpenAsync(row);
    }

    public async ValueTask DisposeAsync()
    {
        _isGone = true;
        _keys.ForEach(key => key.Dispose());
        _letGoKey?.Dispose();
        _reader.Dispose();
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

        if (Choice is not null)
        {
            AnswerChoosing();
        }

        _keys.Add(Shortcuts.On(ShortcutId.Open, () => _openKey is null ? MoveAsync(0) : OnOpen.InvokeAsync()));
    }

    protected override async Task OnParametersSetAsync()
    {
        _openKey = SelectedKey;
        if (!Equals(Query, _shownQuery))
        {
            _formerTop = IsOfAnother ? _formerTop : _top;
            (_shownQuery, _selectedIndex) = (Query, -1);
            LetGo();
            await (_reader is { IsStale: true, IsLoaded: true } && Equals(Query, _reader.Query) ? ReturnAsync() : ReadFromTopAsync());
        }
        else if (!KeepsTop && Top != _top)
        {
            await ShowAsync(Top);
        }
    }

    private static long Within(long value, long most) => Math.Max(0, Math.Min(value, most));

    private string RowId(long key) => $"{_id}-{key}";

    private int IndexOfOpen()
    {
        for (var i = 0; _openKey is { } key && i < _reader.Rows.Count; i++)
        {
            if (KeyOf(_reader.Rows[i]) == key)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Where the open row is, as far as that is known; −1 when it is not.</summary>
    private long Place() => IndexOfOpen() is var i and >= 0 ? _reader.First + i : _selectedIndex;

    private Task OpenAsync(long at, long key)
    {
        (_selectedIndex, _openKey) = (at, key);
        AnswerLetGo();
        return OnSelect.InvokeAsync(key);
    }

    private async Task OpenAsync(long row)
    {
        var wanted = Within(row, _reader.Total - 1);
        if (!_reader.Holds(wanted))
        {
            var covering = CoverAsync(wanted);
            StateHasChanged(); // it may take long, which is said
            await covering;
        }

        if (_reader.Holds(wanted))
        {
            await OpenAsync(wanted, KeyOf(_reader.At(wanted)));
            await Js.InvokeVoidAsync("tapedeck.grid.reveal", _id, wanted);
        }

        StateHasChanged();
    }

    private async Task MoveAsync(int step)
    {
        if (await HasRowsAsync())
        {
            await SelectAsync(Next(step));
        }
    }

    /// <summary>Whether there are rows for a key to act on. A key that is pressed before the first rows are there waits for them.</summary>
    private async Task<bool> HasRowsAsync()
    {
        if (_reader.Total == 0)
        {
            await _answering;
        }

        return _reader.Total > 0 && !_isGone;
    }

    /// <summary>So many rows from the selected one; the first in view when there is none.</summary>
    private long Next(int step) => Place() is var at and >= 0 ? at + step : _top;
}
