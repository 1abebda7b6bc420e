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
using TapeDeck.Engine.Query;

namespace TapeDeck.Client.Pages.Exchanges;

public sealed partial class ExchangesPage : LivePage
{
    private static readonly TimeSpan s_lookAgain = TimeSpan.FromMilliseconds(300);
    private const long NanosecondsPerMillisecond = 1_000_000;
    private static readonly string[] s_methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
    private static readonly (int? Class, string Name)[] s_classes = [(null, "All"), (2, "2xx"), (3, "3xx"), (4, "4xx"), (5, "5xx"), (0, "None")];
    private RowGrid<ExchangeSummary>? _grid;
    private ExchangesViewModel? _model;
    private ListAddress? _asked;
    private bool _follows;

    [Inject] public required IRecordings Recordings { get; init; }

    [Inject] public required IDialogService Dialogs { get; init; }

    [Parameter] public string Id { get; set; } = "";

    private long? Number => Address.Number("n");

    /// <summary>The exchange that another one is to be compared with.</summary>
    private long? Marked => Address.Number("mark");

    /// <summary>The chosen range; in the address in milliseconds.</summary>
    private (long From, long To)? Range => Address.Number("from") is { } from && Address.Number("to") is { } to && to > from
        ? (from * NanosecondsPerMillisecond, to * NanosecondsPerMillisecond)
        : null;

    private string? RangeNote => Range is null ? null : $"{Format.Count(Model.Timeline.Spans.Sum(span => span.Total))} in the whole recording";

    private EndpointKey? Endpoint => EndpointKey.TryParse(Address["ep"], out var key) ? key : null;

    /// <summary>The order that the address names; null for that of the recording.</summary>
    private ExchangeSortKey? Order => ExchangeSortKey.TryParse(Address["order"], out var key) ? key : null;

    private string? WhyUnsorted => Model.Filter.Query.NeedsMessages ? "What a search through headers and bodies finds comes in the recording's order" : null;

    private bool ShowsEndpoints => Address["view"] == "endpoints";

    private string? Method => QueryEdit.ValueOf(Address["q"], "method");

    private int? StatusClass => QueryEdit.ValueOf(Address["q"], "status") switch
    {
        "none" => 0,
        [>= '1' and <= '5' and var first, 'x', 'x'] => first - '0',
        _ => null,
    };

    private ListAddress Asked => _asked ??= new ListAddress(Address, Time, QueryScopes.Exchanges, "from", "to", "ep", "order");

    private ExchangesViewModel Model => _model ??= Keep(new ExchangesViewModel(Recordings, Time));

    protected override async Task OnInitializedAsync()
    {
        Model.Counted += Counted;
        OnKey(ShortcutId.Mark, MarkAsync);
        Watch(Recordings.Subscribe, RefreshAsync);
        await ReloadAsync();
    }

    protected override async Task AddressChangedAsync()
    {
        var before = Model.Filter;
        Model.Apply(new ExchangeFilter(Asked.Query, Range, Endpoint, Asked.Query.NeedsMessages ? null : Order));
        if (before.AsRecorded with { Range = null } != Model.Filter.AsRecorded with { Range = null })
        {
            _ = InvokeAsync(ReadTimelineAsync);
        }

        if (ShowsEndpoints && Model.Endpoints is null)
        {
            _ = InvokeAsync(ReadEndpointsAsync);
        }

        await Model.OpenAsync(Number, Gone);
    }

    private void Counted()
    {
        Asked.Keep();
        StateHasChanged();
        if (Model.Search is { IsOver: false } && !_follows)
        {
            _ = InvokeAsync(() => LoadAsync(FollowSearchAsync));
        }
    }

    /// <summary>Looks at a search again and again until it is over.</summary>
    private async Task FollowSearchAsync()
    {
        _follows = true;
        try
        {
            while (Model.Search is { IsOver: false })
            {
                await Task.Delay(s_lookAgain, Time, Gone);
                await (_grid?.RefreshAsync() ?? Task.CompletedTask);
            }

            await Model.ReadTimelineAsync(Gone);
        }
        finally
        {
            _follows = false;
        }
    }

    private Task<IReadOnlyList<FieldValue>> FindValuesAsync(string field, string prefix, int count, CancellationToken cancellationToken) =>
        Recordings.ValuesAsync(Id, field, prefix, count, cancellationToken);

    private void Run(string query) => Address.Go(replace: false, ("q", query.Length == 0 ? null : query), ("top", null));

    private Task ReloadAsync() => LoadAsync(async () =>
    {
        await Model.LoadAsync(Id, Gone);
        await AddressChangedAsync();
        _ = InvokeAsync(ReadTimelineAsync);
    });

    /// <summary>The chart comes when it comes: the list does not wait for it.</summary>
    private Task ReadTimelineAsync() => Model.Recording is null ? Task.CompletedTask : LoadAsync(() => Model.ReadTimelineAsync(Gone));

    private Task ReadEndpointsAsync() => Model.Recording is null ? Task.CompletedTask : LoadAsync(() => Model.ReadEndpointsAsync(Gone));

    /// <summary>Back to the list, which was read before.</summary>
    private async Task GiveUpEndpoints()
    {
        await Model.GiveUpEndpointsAsync();
        ChooseView(false);
        Asked.Return();
    }

    private async Task RefreshAsync()
    {
        var before = Model.Recording;
        await Model.LoadAsync(Id, Gone);
        if (Model.Recording is null || (before?.Exchanges == Model.Recording.Exchanges && before.State == Model.Recording.State))
        {
            return;
        }

        await (ShowsEndpoints ? Model.ReadEndpointsAsync(Gone) : _grid?.RefreshAsync() ?? Task.CompletedTask);
        await Model.ReadTimelineAsync(Gone);
    }

    private void ChooseMethod(ChangeEventArgs change) => Run(QueryEdit.With(Address["q"], "method", change.Value is string { Length: > 0 } method ? method : null));

    private void ChooseClass(int? statusClass) => Run(QueryEdit.With(Address["q"], "status", statusClass switch { null => null, 0 => "none", _ => $"{statusClass}xx" }));

    private void ChooseRange((long From, long To)? range) => Address.Go(
        replace: false, ("from", range?.From / NanosecondsPerMillisecond), ("to", range?.To / NanosecondsPerMillisecond), ("top", null));

    private void ShowView(SavedViewEdit view) => Address.Go(
        replace: false, ("q", view.Query.Length == 0 ? null : view.Query), ("ep", view.Endpoint),
        ("from", view.Range?.From / NanosecondsPerMillisecond), ("to", view.Range?.To / NanosecondsPerMillisecond), ("order", view.Sort), ("top", null));

    private void ClearFilter() => Address.Go(replace: false, ("q", null), ("from", null), ("to", null), ("ep", null), ("top", null));

    private void ChooseView(bool endpoints) => Address.Go(replace: false, ("view", endpoints ? "endpoints" : null), ("n", null), ("tab", null));

    private void ChooseEndpoint(EndpointKey? endpoint) => Address.Go(replace: false, ("ep", endpoint), ("view", null), ("top", null));

    private void ChooseOrder(ExchangeSortKey? key) => Address.Go(replace: false, ("order", key), ("top", null));

    private void ChooseSort(string sort) => Address.Go(replace: true, ("sort", sort));

    private Task ComposeAsync() => ComposeAsync(null);

    private async Task ComposeAsync(RowRanges? rows)
    {
        if (await Dialogs.ComposeAsync(Model.Recording!, await Recordings.ListAsync(Gone), Model.Query with { Rows = rows }, Viewer.Clock) is { } made)
        {
            Navigation.NavigateTo(PageUrls.Recording(made));
        }
    }

    private async Task GoToAsync()
    {
        var parameters = new DialogParameters<GoToDialog> { { dialog => dialog.OnGo, GoToAsync }, { dialog => dialog.Example, Viewer.Clock.Time(Model.Recording?.FirstTimestamp ?? 0) } };
        await Dialogs.ShowAsync<GoToDialog>("Go to row or time", parameters, DialogSizes.Narrow);
    }

    /// <summary>Selects the row that a text names; why not when that cannot be.</summary>
    private async Task<string?> GoToAsync(string text)
    {
        if (_grid is null || Model.Matching is not > 0 || Model.Recording is not { FirstTimestamp: { } first, LastTimestamp: { } last })
        {
            return "The list has no rows.";
        }

        if (GoToTarget.Read(text, Viewer.Clock, first, last, out var fault) is not { } target)
        {
            return fault;
        }

        if (target.Row is null && Model.Filter.Sort is { } sort)
        {
            return $"The list is sorted by {ExchangeColumns.Said(sort)}: times are gone to in the recording's order.";
        }

        var total = Model.Matching.Value;
        var row = target.Row ?? await Model.CountBeforeAsync(target.Moment, Gone);
        if (row < 0 || row >= total)
        {
            return target.Row is null ? "No row of this list began then or later." : $"The list has the rows 1 to {Format.Count(total)}.";
        }

        await _grid.SelectAsync(row);
        return null;
    }

    private void Select(long number) => Address.Go(replace: true, ("n", number));

    /// <summary>Marks the exchange, or takes the mark away; with another one marked, compares the two.</summary>
    private Task MarkAsync()
    {
        if (Number is { } number && Marked is { } marked && marked != number)
        {
            Navigation.NavigateTo(PageUrls.Compare(Id, marked, number));
        }
        else if (Number is not null)
        {
            Address.Go(replace: true, ("mark", Marked is null ? Number : null));
        }

        return Task.CompletedTask;
    }

    private void Close() => Address.Go(replace: true, ("n", null), ("tab", null));

    private void ChooseTab(string tab) => Address.Go(replace: true, ("tab", DetailTab.InAddress(tab)));

    private void Scrolled(long top) => Address.Go(replace: true, ("top", top == 0 ? null : top));

    private Task FocusDetailAsync() => Js.InvokeVoidAsync("tapedeck.focus", ".detail [role=tab][aria-selected=true]").AsTask();
}
