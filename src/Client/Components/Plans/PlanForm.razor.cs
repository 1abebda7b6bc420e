using Microsoft.AspNetCore.Components;
using TapeDeck.Client.Forms;
using TapeDeck.Client.Forms.Kinds;
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
    private (string? Recording, long Count)? _mutating;
    private bool _starting;

    [Inject] public required IRuns Runs { get; init; }

    [Inject] public required ICaptureInterfaces Interfaces { get; init; }

    [Inject] public required IRecordings Recordings { get; init; }

    [Inject] public required IPlanRules Rules { get; init; }

    [Parameter, EditorRequired] public required PlanDraft Draft { get; set; }

    /// <summary>Somebody changed something in the form.</summary>
    [Parameter] public EventCallback Edited { get; set; }

    private bool IsCapture => Draft.Purpose == RunPurpose.Capture;

    private FormLists Lists => new(_rights?.Interfaces ?? [], _recordings, Viewer.Clock);

    private RecordingView? Chosen => Draft.Inputs.Select(input => input.Part).OfType<FileInputPlan>().FirstOrDefault() is { } input ? Lists.Recording(input.Recording) : null;

    private string DefaultName => Draft.DefaultName(Chosen?.Name);

    private IEnumerable<string> Summary => IsCapture ? PlanSummary.Of(Draft)
        : Chosen is { } recording ? PlanSummary.OfReplay(Draft, recording, _mutating?.Recording == recording.Id ? _mutating?.Count : null)
        : Draft.Inputs.Exists(input => input.Kind != RecordingInputKind.Kind) ? PlanSummary.Of(Draft)
        : ["Choose a recording to see what will be sent."];

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
            await ChangedAsync();
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
        await ChangedAsync();
    }

    private async Task ChangedAsync()
    {
        await CheckAsync();
        await LoadAsync(CountMutatingAsync);
    }

    private Task CheckAsync() => LoadAsync(async () =>
    {
        var (plan, own) = Draft.ToPlan();
        _faults.Set(own, await Runs.ValidateAsync(Draft.Purpose, plan, Gone));
    });

    /// <summary>How many requests of the recording have a method that changes things.</summary>
    private async Task CountMutatingAsync()
    {
        if (Chosen is not { } recording || _mutating?.Recording == recording.Id)
        {
            return;
        }

        long count = 0;
        foreach (var method in PlanSummary.Mutating)
        {
            count += (await Recordings.ExchangesAsync(recording.Id, new ExchangeQuery { Count = 1, Method = method }, Gone)).Total;
        }

        _mutating = (recording.Id, count);
    }

    private async Task StartAsync()
    {
        _faults.Submit();
        await CheckAsync();
        if (_faults.Any || Failure is not null)
        {
            return;
        }

        _starting = true;
        await LoadAsync(async () =>
        {
            var name = Draft.Name.Trim().Length > 0 ? Draft.Name.Trim() : DefaultName;
            var answer = await Runs.CreateAsync(Draft.Purpose, name, Draft.ToPlan().Plan, start: true, Gone);
            _faults.Set(answer.Faults, []);
            if (answer is { Succeeded: true, Value: { } run })
            {
                Navigation.NavigateTo(IsCapture ? PageUrls.Capture(run.Id) : PageUrls.Replay(run.Id));
            }
        });
        _starting = false;
    }
}
