using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace TapeDeck.Client.Components;

/// <content>What the browser tells and is told (js/grid.js).</content>
public sealed partial class RowGrid<TRow>
{
    private DotNetObjectReference<RowGrid<TRow>>? _self;
    private ElementReference _scroller;
    private bool _attached;
    private bool _mustShowTop;

    [Inject] public required IJSRuntime Js { get; init; }

    /// <summary>The browser tells how many whole rows fit.</summary>
    [JSInvokable]
    public void Fits(int visible)
    {
        _visible = Math.Max(1, visible);
        StateHasChanged();
    }

    /// <summary>The browser tells that a column is to have another width.</summary>
    [JSInvokable]
    public Task Widened(string column, int? pixels) => OnWidened.InvokeAsync(new ColumnWidth(column, pixels));

    /// <summary>The browser tells that rows came into view that are not rendered.</summary>
    [JSInvokable]
    public async Task Uncovered(long top)
    {
        if (!IsOfAnother)
        {
            await CoverAsync(top);
            StateHasChanged();
        }
    }

    /// <summary>The browser tells where scrolling stopped. Of a list that has given way to another meanwhile that tells nothing.</summary>
    [JSInvokable]
    public async Task Rested(long top, int list)
    {
        if (list != _reader.List)
        {
            return;
        }

        if (IsOfAnother)
        {
            _formerTop = top;
        }
        else if (top != _top)
        {
            _top = top;
            StateHasChanged();
            await TopChanged.InvokeAsync(top);
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

        if (_attached && _mustShowTop && ShowsRows && !_reader.IsStale)
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
}
