using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;
using TapeDeck.Client.Components;
using TapeDeck.Client.Navigation;
using TapeDeck.Client.Ports;
using TapeDeck.Client.Rendering;
using TapeDeck.Engine;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Query;
using TapeDeck.Engine.Runs;

namespace TapeDeck.Client.Pages.Replays;

public sealed partial class ReplayPage : LivePage
{
    private const int MostSpans = 120;
    private static readonly string[] s_speeds = ["50%", "100%", "200%", "500%", "1000%", "max"];
    private ReplayTimeline _timeline = ReplayTimeline.Empty;
    private RowGrid<ReplayResultRow>? _grid;
    private Task _following = Task.CompletedTask;
    private ListAddress? _asked;
    private RunView? _run;
    private ReplaySpeed? _speed;
    private ReplayResultRow? _row;
    private ExchangeContent? _open;
    private long? _matching;
    private string? _problem;
    private bool _loaded;

    [Inject] public required IRuns Runs { get; init; }

    [Inject] public required IReplayResults Results { get; init; }

    [Inject] public required IDialogService Dialogs { get; init; }

    [Parameter] public string Id { get; set; } = "";

    private long? Number => Address.Number("n");

    private string Doing => HasConditions ? "Filtering the results" : "Reading the results";

    private bool FailedOnly => Address["failed"] is not null;

    private ListAddress Asked => _asked ??= new ListAddress(Address, Time, QueryScopes.Results, "failed");

    private bool HasConditions => !Asked.Query.IsEverything || FailedOnly;

    private bool ShowsLedger => Address["view"] == "ledger";

    private ReplayProgress Figures => _run?.Progress.Replay ?? new ReplayProgress();

    private bool CanSteer => _run?.State is RunState.Running or RunState.Paused;

    private ReplaySpeed Speed => _speed ?? ReplaysPage.Speed(_run!);

    private IEnumerable<string> SpeedChoices => s_speeds.Contains(Speed.ToString()) ? s_speeds : s_speeds.Prepend(Speed.ToString());

    /// <summary>How long it may still take, from how long the part that is done took.</summary>
    private string Remaining => _run is { IsActive: true, Progress: { Fraction: > 0.005 and { } fraction, Elapsed: var elapsed } }
        ? Formatting.Format.Elapsed(elapsed * ((1 - fraction) / fraction))
        : Formatting.Format.Missing;

    protected override async Task OnInitializedAsync()
    {
        Watch(Runs.Subscribe, ReadRunAsync);
        EverySecond(Follow);
        await ReloadAsync();
        await LoadAsync(AddressChangedAsync);
        await LoadAsync(ReadTimelineAsync);
    }

    protected override Task AddressChangedAsync() => OpenAsync();

    private Task<IReadOnlyList<FieldValue>> FindValuesAsync(string field, string prefix, int count, CancellationToken cancellationToken) =>
        Results.ValuesAsync(Id, field, prefix, count, cancellationToken);

    private void Run(string query) => Address.Go(replace: false, ("q", query.Length == 0 ? null : query), ("top", null));

    private Task ReloadAsync() => LoadAsync(ReadRunAsync);

    private async Task ReadRunAsync()
    {
        var before = _run;
        _run = await Runs.FindAsync(Id, Gone);
        _loaded = true;
        if (before is { IsActive: true } && _run is { IsActive: false } && _grid is not null)
        {
            await ReadResultsAgainAsync(); // the last results came with the end
        }
    }

    private void Follow()
    {
        if (_run is { IsActive: true } && _following.IsCompleted)
        {
            _following = LoadAsync(ReadResultsAgainAsync);
        }
    }

    private async Task ReadResultsAgainAsync()
    {
        await (_grid?.RefreshAsync() ?? Task.CompletedTask);
        await ReadTimelineAsync();
    }

    private async Task ReadTimelineAsync() => _timeline = await Results.TimelineAsync(Id, MostSpans, Gone);

    private async Task<RowWindow<ReplayResultRow>> ReadResultsAsync(long start, int count, CancellationToken cancellationToken)
    {
        var asked = (Asked.Query, FailedOnly);
        var page = await Results.ListAsync(Id, new ReplayResultQuery { Start = start, Count = count, Query = asked.Query, FailedOnly = asked.FailedOnly }, cancellationToken);
        if (asked == (Asked.Query, FailedOnly))
        {
            Asked.Keep();
        }

        if (_matching != page.Total)
        {
            _matching = page.Total;
            StateHasChanged();
        }

        return new RowWindow<ReplayResultRow>(page.Rows, page.Total);
    }

    private async Task OpenAsync()
    {
        if (Number is not { } number)
        {
            (_open, _row) = (null, null);
        }
        else if (_open?.Summary.Number != number)
        {
            var found = await Results.FindAsync(Id, number, Gone);
            var row = (await Results.ListAsync(Id, new ReplayResultQuery { Start = number, Count = 1 }, Gone)).Rows.FirstOrDefault(row => row.Number == number);
            if (Number == number) // a later address may have overtaken the answer
            {
                (_open, _row) = (found, row);
            }
        }
    }

    private void Select(long number) => Address.Go(replace: true, ("n", number));

    private void Close() => Address.Go(replace: true, ("n", null), ("tab", null));

    private void ChooseTab(string tab) => Address.Go(replace: true, ("tab", DetailTab.InAddress(tab)));

    private void ChooseFailed(bool failedOnly) => Address.Go(replace: true, ("failed", failedOnly ? 1 : null), ("top", null));

    private void Scrolled(long top) => Address.Go(replace: true, ("top", top == 0 ? null : top));

    private void ClearFilter() => Address.Go(replace: true, ("q", null), ("failed", null), ("top", null));

    private Task FocusDetailAsync() => Js.InvokeVoidAsync("tapedeck.focus", ".detail [role=tab][aria-selected=true]").AsTask();

    private Task PauseAsync() => ActAsync(_run!.State == RunState.Paused ? Runs.ResumeAsync(Id, Gone) : Runs.PauseAsync(Id, Gone));

    private Task ChangeSpeedAsync(ChangeEventArgs change)
    {
        if (!ReplaySpeed.TryParse((string?)change.Value, out var speed))
        {
            return Task.CompletedTask;
        }

        _speed = speed;
        return ActAsync(Runs.SetSpeedAsync(Id, speed, Gone));
    }

    private async Task StopAsync()
    {
        if (await Dialogs.ConfirmAsync($"Stop ‘{_run!.Name}’?", "No further request is sent; what is in flight may finish. The results so far are kept.", "Stop replay", "Go on"))
        {
            await ActAsync(Runs.StopAsync(Id, Gone));
        }
    }

    private Task ActAsync(Task<Answer<RunView>> action) => LoadAsync(async () =>
    {
        var answer = await action;
        _problem = answer.Succeeded ? null : answer.Faults[0].Message;
        await ReadRunAsync();
    });
}
