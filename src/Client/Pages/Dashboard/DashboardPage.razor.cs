using Microsoft.AspNetCore.Components;
using TapeDeck.Client.Ports;
using TapeDeck.Client.Rendering;

namespace TapeDeck.Client.Pages.Dashboard;

public sealed partial class DashboardPage : LivePage
{
    private DashboardViewModel? _model;

    [Inject] public required IRuns Runs { get; init; }

    [Inject] public required IRecordings Recordings { get; init; }

    [Inject] public required IRunRates RunRates { get; init; }

    private DashboardViewModel Model => _model ??= new DashboardViewModel(Runs, Recordings);

    protected override async Task OnInitializedAsync()
    {
        Watch(Runs.Subscribe, () => Model.LoadAsync(Gone));
        Watch(Recordings.Subscribe, () => Model.LoadAsync(Gone));
        EverySecond();
        await ReloadAsync();
    }

    private List<double> RatesOf(RunView run) => [.. RunRates.Of(run.Id).Select(rate => rate.RequestsPerSecond)];

    private Task ReloadAsync() => LoadAsync(() => Model.LoadAsync(Gone));
}
