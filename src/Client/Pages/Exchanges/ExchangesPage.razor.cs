using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using TapeDeck.Client.Components;
using TapeDeck.Client.Navigation;
using TapeDeck.Client.Ports;
using TapeDeck.Client.Rendering;
using TapeDeck.Engine;

namespace TapeDeck.Client.Pages.Exchanges;

public sealed partial class ExchangesPage : LivePage
{
    private static readonly TimeSpan s_typingPause = TimeSpan.FromMilliseconds(200);
    private static readonly string[] s_methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
    private static readonly (int? Class, string Name)[] s_classes = [(null, "All"), (2, "2xx"), (3, "3xx"), (4, "4xx"), (5, "5xx"), (0, "None")];
    private RowGrid<ExchangeSummary>? _grid;
    private ExchangesViewModel? _model;
    private CancellationTokenSource? _typing;
    private string? _typed;
    private string? _sent;
    private bool _typingGoesOn;

    [Inject] public required IRecordings Recordings { get; init; }

    [Parameter] public string Id { get; set; } = "";

    private long? Number => Address.Number("n");

    private int? StatusClass => (int?)Address.Number("s");

    private ExchangesViewModel Model => _model ??= new ExchangesViewModel(Recordings, Time);

    protected override async Task OnInitializedAsync()
    {
        Model.Counted += StateHasChanged;
        Watch(Recordings.Subscribe, RefreshAsync);
        OnKey(ShortcutId.Search, () => Js.InvokeVoidAsync("tapedeck.focus", "#filter").AsTask());
        await ReloadAsync();
    }

    protected override async Task AddressChangedAsync()
    {
        if (Blank(_typed) != Address["q"] && Address["q"] != _sent)
        {
            (_typed, _typingGoesOn) = (Address["q"], false); // somewhere else in the history, not the echo of what is being typed
        }

        _sent = Address["q"];
        Model.Apply(new ExchangeFilter(Blank(Address["q"]), Blank(Address["m"]), StatusClass));
        await Model.OpenAsync(Number, Gone);
    }

    protected override void Leave() => _typing?.Dispose();

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private Task ReloadAsync() => LoadAsync(async () =>
    {
        await Model.LoadAsync(Id, Gone);
        await AddressChangedAsync();
    });

    private async Task RefreshAsync()
    {
        var before = Model.Recording;
        await Model.LoadAsync(Id, Gone);
        if (before != Model.Recording && _grid is not null && Model.Recording is not null)
        {
            await _grid.RefreshAsync();
        }
    }

    /// <summary>Typing changes one entry of the history; leaving the field or pressing Enter ends it.</summary>
    private async Task TypedAsync(ChangeEventArgs change)
    {
        _typed = (string?)change.Value;
        var mine = new CancellationTokenSource();
        var before = Interlocked.Exchange(ref _typing, mine);
        before?.Cancel();
        before?.Dispose();
        try
        {
            await Task.Delay(s_typingPause, Time, mine.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        SearchTyped(replace: _typingGoesOn);
        _typingGoesOn = true;
    }

    private void TypingEnded()
    {
        _typing?.Cancel();
        _typingGoesOn = false;
        if (Blank(_typed) != Blank(Address["q"]))
        {
            SearchTyped(replace: false);
        }
    }

    private void SearchTyped(bool replace) => Address.Go(replace, ("q", _sent = Blank(_typed)), ("top", null));

    private void ChooseMethod(ChangeEventArgs change) => Address.Go(replace: false, ("m", Blank((string?)change.Value)), ("top", null));

    private void ChooseClass(int? statusClass) => Address.Go(replace: false, ("s", statusClass), ("top", null));

    private void ClearFilter()
    {
        _typed = null;
        Address.Go(replace: false, ("q", null), ("m", null), ("s", null), ("top", null));
    }

    private void Select(ExchangeSummary row) => Address.Go(replace: true, ("n", row.Number));

    private void Close() => Address.Go(replace: true, ("n", null), ("tab", null));

    private void ChooseTab(string tab) => Address.Go(replace: true, ("tab", tab == DetailTab.Request ? null : tab));

    private void Scrolled(long top) => Address.Go(replace: true, ("top", top == 0 ? null : top));

    private Task FocusDetailAsync() => Js.InvokeVoidAsync("tapedeck.focus", ".detail [role=tab][aria-selected=true]").AsTask();
}
