using Microsoft.AspNetCore.Components;
using TapeDeck.Client.Forms;
using TapeDeck.Client.Navigation;
using TapeDeck.Client.Ports;
using TapeDeck.Client.Rendering;

namespace TapeDeck.Client.Pages.Captures;

public sealed partial class NewCapturePage : LivePage
{
    private readonly CaptureForm _form = new();
    private readonly FormFaults _faults = new();
    private CaptureRights? _rights;
    private bool _starting;

    [Inject] public required IRuns Runs { get; init; }

    [Inject] public required ICaptureInterfaces Interfaces { get; init; }

    protected override async Task OnInitializedAsync()
    {
        await LoadAsync(async () => _rights = await Interfaces.ListAsync(Gone));
        await CheckAsync();
    }

    private static string Describe(InterfaceView face)
    {
        var notes = new[] { face.Description, face.Addresses.Count > 0 ? face.Addresses[0] : null, face.IsLoopback ? "loopback" : null, face.IsUp ? null : "down" };
        return $"{face.Name} — {string.Join(", ", notes.Where(note => !string.IsNullOrEmpty(note)))}".TrimEnd(' ', '—');
    }

    private Task SetAsync(string path, Action change)
    {
        change();
        _faults.Touch(path);
        return CheckAsync();
    }

    private Task CheckAsync() => LoadAsync(async () =>
    {
        var (plan, own) = _form.ToPlan();
        _faults.Set(own, await Runs.ValidateAsync(RunPurpose.Capture, plan, Gone));
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
            var (plan, _) = _form.ToPlan();
            var answer = await Runs.CreateAsync(RunPurpose.Capture, _form.Name.Trim().Length > 0 ? _form.Name.Trim() : _form.DefaultName, plan, start: true, Gone);
            _faults.Set(answer.Faults, []);
            if (answer is { Succeeded: true, Value: { } run })
            {
                Navigation.NavigateTo(PageUrls.Capture(run.Id));
            }
        });
        _starting = false;
    }
}
