using Microsoft.AspNetCore.Components;
using TapeDeck.Client.Forms;
using TapeDeck.Client.Navigation;
using TapeDeck.Client.Ports;
using TapeDeck.Client.Rendering;

namespace TapeDeck.Client.Pages.Replays;

public sealed partial class NewReplayPage : LivePage
{
    private static readonly string[] s_mutating = ["POST", "PUT", "PATCH", "DELETE"];
    private readonly ReplayForm _form = new();
    private readonly FormFaults _faults = new();
    private IReadOnlyList<RecordingView>? _recordings;
    private long? _mutating;
    private bool _starting;

    [Inject] public required IRuns Runs { get; init; }

    [Inject] public required IRecordings Recordings { get; init; }

    [SupplyParameterFromQuery(Name = "recording")] public string? Recording { get; set; }

    private RecordingView? Chosen => _recordings?.FirstOrDefault(recording => recording.Id == _form.Recording);

    protected override async Task OnInitializedAsync()
    {
        _form.Recording = Recording ?? "";
        await LoadAsync(async () => _recordings = await Recordings.ListAsync(Gone));
        await CheckAsync();
        await CountMutatingAsync();
    }

    private Task SetAsync(string path, Action change)
    {
        change();
        _faults.Touch(path);
        return CheckAsync();
    }

    private async Task ChooseAsync(ChangeEventArgs change)
    {
        await SetAsync(ReplayForm.RecordingPath, () => _form.Recording = (string?)change.Value ?? "");
        await CountMutatingAsync();
    }

    private Task CheckAsync() => LoadAsync(async () =>
    {
        var (plan, own) = _form.ToPlan();
        _faults.Set(own, await Runs.ValidateAsync(RunPurpose.Replay, plan, Gone));
    });

    private Task CountMutatingAsync() => LoadAsync(async () =>
    {
        _mutating = null;
        if (Chosen is not { } recording)
        {
            return;
        }

        long count = 0;
        foreach (var method in s_mutating)
        {
            count += (await Recordings.ExchangesAsync(recording.Id, new ExchangeQuery { Count = 1, Method = method }, Gone)).Total;
        }

        _mutating = recording.Id == _form.Recording ? count : null;
    });

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
            var name = _form.Name.Trim().Length > 0 ? _form.Name.Trim() : DefaultName;
            var answer = await Runs.CreateAsync(RunPurpose.Replay, name, _form.ToPlan().Plan, start: true, Gone);
            _faults.Set(answer.Faults, []);
            if (answer is { Succeeded: true, Value: { } run })
            {
                Navigation.NavigateTo(PageUrls.Replay(run.Id));
            }
        });
        _starting = false;
    }

    private string DefaultName => Chosen is { } recording ? $"{recording.Name} to {(_form.Url.Trim().Length == 0 ? "target" : _form.Url.Trim())}" : "Replay";
}
