using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;
using TapeDeck.Client.Components;
using TapeDeck.Client.Formatting;
using TapeDeck.Client.Navigation;
using TapeDeck.Client.Pages.Recordings;
using TapeDeck.Client.Ports;
using TapeDeck.Client.Rendering;
using TapeDeck.Engine;

namespace TapeDeck.Client.Pages.Exchanges;

public sealed partial class ExchangesPage : LivePage
{
    private const long NanosecondsPerMillisecond = 1_000_000;
    private static readonly string[] s_methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
    private static readonly (int? Class, string Name)[] s_classes = [(null, "All"), (2, "2xx"), (3, "3xx"), (4, "4xx"), (5, "5xx"), (0, "None")];
    private RowGrid<ExchangeSummary>? _grid;
    private ExchangesViewModel? _model;
    private FilterText? _text;

    [Inject] public required IRecordings Recordings { get; init; }

    [Inject] public required IDialogService Dialogs { get; init; }

    [Parameter] public string Id { get; set; } = "";

    private long? Number => Address.Number("n");

    /// <summary>The chosen range; in the address in milliseconds.</summary>
    private (long From, long To)? Range => Address.Number("from") is { } from && Address.Number("to") is { } to && to > from
        ? (from * NanosecondsPerMillisecond, to * NanosecondsPerMillisecond)
        : null;

    private string? RangeNote => Range is null ? null : $"{Format.Count(Model.Timeline.Spans.Sum(span => span.Total))} in the whole recording";

    private int? StatusClass => (int?)Address.Number("s");

    private FilterText Text => _text ??= Keep(new FilterText(Time, (text, replace) => Address.Go(replace, ("q", text), ("top", null))));

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
        Text.Follow(Address["q"]);
        var before = Model.Filter;
        Model.Apply(new ExchangeFilter(Blank(Address["q"]), Blank(Address["m"]), StatusClass, Range));
        if (before with { Range = null } != Model.Filter with { Range = null })
        {
            _ = InvokeAsync(ReadTimelineAsync);
        }

        await Model.OpenAsync(Number, Gone);
    }

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private Task ReloadAsync() => LoadAsync(async () =>
    {
        await Model.LoadAsync(Id, Gone);
        await AddressChangedAsync();
        _ = InvokeAsync(ReadTimelineAsync);
    });

    /// <summary>The chart comes when it comes: the list does not wait for it.</summary>
    private Task ReadTimelineAsync() => Model.Recording is null ? Task.CompletedTask : LoadAsync(() => Model.ReadTimelineAsync(Gone));

    private async Task RefreshAsync()
    {
        var before = Model.Recording;
        await Model.LoadAsync(Id, Gone);
        if (before != Model.Recording && _grid is not null && Model.Recording is not null)
        {
            await _grid.RefreshAsync();
            await Model.ReadTimelineAsync(Gone);
        }
    }

    private void ChooseMethod(ChangeEventArgs change) => Address.Go(replace: false, ("m", Blank((string?)change.Value)), ("top", null));

    private void ChooseClass(int? statusClass) => Address.Go(replace: false, ("s", statusClass), ("top", null));

    private void ChooseRange((long From, long To)? range) => Address.Go(
        replace: false, ("from", range?.From / NanosecondsPerMillisecond), ("to", range?.To / NanosecondsPerMillisecond), ("top", null));

    private void ClearFilter()
    {
        Text.Clear();
        Address.Go(replace: false, ("q", null), ("m", null), ("s", null), ("from", null), ("to", null), ("top", null));
    }

    private async Task ComposeAsync()
    {
        if (await Dialogs.ComposeAsync(Model.Recording!, await Recordings.ListAsync(Gone), Model.Query, Viewer.Clock) is { } made)
        {
            Navigation.NavigateTo(PageUrls.Recording(made.Id));
        }
    }

    private void Select(ExchangeSummary row) => Address.Go(replace: true, ("n", row.Number));

    private void Close() => Address.Go(replace: true, ("n", null), ("tab", null));

    private void ChooseTab(string tab) => Address.Go(replace: true, ("tab", tab == DetailTab.Request ? null : tab));

    private void Scrolled(long top) => Address.Go(replace: true, ("top", top == 0 ? null : top));

    private Task FocusDetailAsync() => Js.InvokeVoidAsync("tapedeck.focus", ".detail [role=tab][aria-selected=true]").AsTask();
}
