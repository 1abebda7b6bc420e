using Microsoft.AspNetCore.Components;
using MudBlazor;
using TapeDeck.Client.Components;
using TapeDeck.Client.Ports;
using TapeDeck.Client.Rendering;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Runs;

namespace TapeDeck.Client.Pages.Replays;

public sealed partial class ReplaysPage : LivePage
{
    private IReadOnlyList<RunView>? _replays;
    private string? _problem;

    [Inject] public required IRuns Runs { get; init; }

    [Inject] public required IDialogService Dialogs { get; init; }

    /// <summary>Where a replay sends to.</summary>
    internal static string Target(RunView run) => run.Plan.Outputs.OfType<HttpOutputPlan>().FirstOrDefault()?.Url ?? Formatting.Format.Missing;

    /// <summary>The pace a replay was started with.</summary>
    internal static ReplaySpeed Speed(RunView run) => run.Plan.Inputs.OfType<FileInputPlan>().FirstOrDefault()?.Speed ?? ReplaySpeed.Original;

    /// <summary>Requests whose outcome is known or on its way.</summary>
    internal static long Done(ReplayProgress? figures) => figures is null ? 0 : figures.Succeeded + figures.Failed + figures.InFlight;

    /// <summary>A pace in words.</summary>
    internal static string Text(ReplaySpeed speed) => speed.IsMax ? "max" : speed.ToString().Replace("%", " %", StringComparison.Ordinal);

    protected override async Task OnInitializedAsync()
    {
        Watch(Runs.Subscribe, ReadAsync);
        await ReloadAsync();
    }

    private async Task ReadAsync() => _replays = await Runs.ListAsync(RunPurpose.Replay, Gone);

    private Task ReloadAsync() => LoadAsync(ReadAsync);

    private async Task StopAsync(RunView run)
    {
        if (await Dialogs.ConfirmAsync($"Stop ‘{run.Name}’?", "No further request is sent; what is in flight may finish. The results so far are kept.", "Stop replay", "Go on"))
        {
            _problem = Problem(await Runs.StopAsync(run.Id, Gone));
            await ReloadAsync();
        }
    }

    private async Task DeleteAsync(RunView run)
    {
        if (await Dialogs.ConfirmAsync($"Delete ‘{run.Name}’?", $"The outcome of {Formatting.Format.Count(run.Progress.Requests, "request")} is deleted; the recording stays.", "Delete replay", "Keep it"))
        {
            _problem = Problem(await Runs.DeleteAsync(run.Id, Gone));
            await ReloadAsync();
        }
    }

    private static string? Problem<T>(Answer<T> answer) => answer.Succeeded ? null : answer.Faults[0].Message;
}
