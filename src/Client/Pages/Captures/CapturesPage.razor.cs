using Microsoft.AspNetCore.Components;
using MudBlazor;
using TapeDeck.Client.Components;
using TapeDeck.Client.Forms;
using TapeDeck.Client.Ports;
using TapeDeck.Client.Rendering;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Pages.Captures;

public sealed partial class CapturesPage : LivePage
{
    private IReadOnlyList<RunView>? _captures;
    private string? _problem;

    [Inject] public required IRuns Runs { get; init; }

    [Inject] public required IDialogService Dialogs { get; init; }

    protected override async Task OnInitializedAsync()
    {
        Watch(Runs.Subscribe, ReadAsync);
        await ReloadAsync();
    }

    private static string Source(RunView run) => (run.Plan.Inputs.Count > 0 ? run.Plan.Inputs[0] : null) switch
    {
        CaptureInputPlan input => (input.Interface ?? "all interfaces") + (input.Filter is { } filter ? $", {filter}" : input.Ports.Count > 0 ? $":{string.Join(",", input.Ports)}" : ""),
        null => Formatting.Format.Missing,
        _ => PlanNames.Of(RunPurpose.Capture, run.Plan, null),
    };

    private async Task ReadAsync() => _captures = await Runs.ListAsync(RunPurpose.Capture, Gone);

    private Task ReloadAsync() => LoadAsync(ReadAsync);

    private async Task StopAsync(RunView run)
    {
        if (await Dialogs.ConfirmAsync($"Stop ‘{run.Name}’?", "Recording ends; what was recorded so far is kept. What comes later needs a capture of its own.", "Stop capture", "Keep recording"))
        {
            _problem = Problem(await Runs.StopAsync(run.Id, Gone));
            await ReloadAsync();
        }
    }

    private async Task DeleteAsync(RunView run)
    {
        if (await Dialogs.ConfirmAsync($"Forget ‘{run.Name}’?", "The capture and its ledger leave this list; its recording stays in the library.", "Forget capture", "Keep it"))
        {
            _problem = Problem(await Runs.DeleteAsync(run.Id, Gone));
            await ReloadAsync();
        }
    }

    private static string? Problem<T>(Answer<T> answer) => answer.Succeeded ? null : answer.Faults[0].Message;
}
