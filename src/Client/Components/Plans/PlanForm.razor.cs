using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using TapeDeck.Client.Forms;
using TapeDeck.Client.Forms.Kinds;
using TapeDeck.Client.Formatting;
using TapeDeck.Client.Navigation;
using TapeDeck.Client.Ports;
using TapeDeck.Client.Rendering;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Components.Plans;

public sealed partial class PlanForm : LivePage
{
    private readonly FormFaults _faults = new();
    private PlanDraft? _checked;
    private CaptureRights? _rights;
    private IReadOnlyList<RecordingView> _recordings = [];
    private IReadOnlyList<PlanFault> _found = [];
    private ReplayOutlook _outlook = null!;
    private int _checks;
    private bool _starting;

    [Inject] public required IRuns Runs { get; init; }

    [Inject] public required ICaptureInterfaces Interfaces { get; init; }

    [Inject] public required IRecordings Recordings { get; init; }

    [Inject] public required IPlanRules Rules { get; init; }

    [Inject] public required IReplayForecasts Forecasts { get; init; }

    [Parameter, EditorRequired] public required PlanDraft Draft { get; set; }

    /// <summary>Somebody changed something in the form.</summary>
    [Parameter] public EventCallback Edited { get; set; }

    private bool IsCapture => Draft.Purpose == RunPurpose.Capture;

    private FormLists Lists => new(_rights?.Interfaces ?? [], _recordings, Viewer.Clock);

    private RecordingView? Chosen => Draft.Inputs.Select(input => input.Part).OfType<FileInputPlan>().FirstOrDefault() is { } input ? Lists.Recording(input.Recording) : null;

    private string DefaultName => Draft.DefaultName(Chosen?.Name);

    private IEnumerable<string> Summary => IsCapture ? PlanSummary.Of(Draft)
        : _outlook.Shown is { } forecast ? ForecastWords.Of(Draft, forecast)
        : Chosen is { } recording ? [$"‘{recording.Name}’ holds {Format.Count(recording.Exchanges, "exchange")}. Fill in what is missing to see how many requests are sent."]
        : Draft.Inputs.Exists(input => input.Kind != RecordingInputKind.Kind) ? PlanSummary.Of(Draft)
        : ["Choose a recording to see what will be sent."];

    protected override void OnInitialized()
    {
        base.OnInitialized();
        _outlook = Keep(new ReplayOutlook(Forecasts));
    }

    protected override Task OnInitializedAsync() => LoadAsync(async () =>
    {
        _recordings = IsCapture ? [] : await Recordings.ListAsync(Gone);
        _rights = IsCapture ? await Interfaces.ListAsync(Gone) : null;
    });

    protected override async Task OnParametersSetAsync()
    {
        if (!ReferenceEquals(_checked, Draft))
        {
            _checked = Draft;
            await CheckAsync();
        }
    }

    private Task NameAsync(string name)
    {
        Draft.Name = name;
        return Edited.InvokeAsync();
    }

    private Task InsertAsync(IReadOnlyList<RulePlan> rules)
    {
        Draft.Rules.AddRange(rules.Select(RuleDraft.Of));
        return EditedAsync();
    }

    private async Task EditedAsync()
    {
        await Edited.InvokeAsync();
        await CheckAsync();
    }

    private async Task CheckAsync()
    {
        var check = ++_checks;
        var (plan, own) = Draft.ToPlan();
        IReadOnlyList<PlanFault> others = [];
        await LoadAsync(async () => others = IsCapture || own.Count > 0 ? await Runs.ValidateAsync(Draft.Purpose, plan, Gone) : await _outlook.BeginAsync(plan, Gone));
        if (check != _checks)
        {
            return; // somebody changed it again meanwhile
        }

        if (own.Count > 0)
        {
            _outlook.Clear();
        }

        _found = [.. own, .. others];
        Sum();
        _ = InvokeAsync(() => _outlook.FollowAsync(Sum));
    }

    /// <summary>Draws the form with everything that keeps it from being started.</summary>
    private void Sum()
    {
        _faults.Set(_found, IsCapture || _found.Count > 0 || _outlook.Fault is not { } fault ? [] : [fault]);
        StateHasChanged();
    }

    private void Confirm(bool isConfirmed)
    {
        _outlook.IsConfirmed = isConfirmed;
        Sum();
    }

    private async Task ReachAsync(string path) => await Js.InvokeVoidAsync("tapedeck.reach", path[1..].Replace('/', '-'));

    private async Task StartAsync()
    {
        _faults.Submit();
        await CheckAsync();
        if (!IsCapture && _found.Count == 0)
        {
            await _outlook.Known;
            Sum();
        }

        if (_faults.Any || Failure is not null)
        {
            return;
        }

        _starting = true;
        await LoadAsync(async () =>
        {
            var name = Draft.Name.Trim().Length > 0 ? Draft.Name.Trim() : DefaultName;
            var answer = await Runs.CreateAsync(Draft.Purpose, name, Draft.ToPlan().Plan, start: true, Gone);
            _found = answer.Faults;
            Sum();
            if (answer is { Succeeded: true, Value: { } run })
            {
                Navigation.NavigateTo(IsCapture ? PageUrls.Capture(run.Id) : PageUrls.Replay(run.Id));
            }
        });
        _starting = false;
    }
}
