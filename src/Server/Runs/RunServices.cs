using TapeDeck.Client.Ports;
using TapeDeck.Server.Hosting;

namespace TapeDeck.Server.Runs;

internal static class RunServices
{
    public static IServiceCollection AddRuns(this IServiceCollection services) => services
        .AddSingleton<RunStore>()
        .AddSingleton<FileRoots>()
        .AddSingleton<PlanRules>()
        .AddSingleton<IPlanRules>(provider => provider.GetRequiredService<PlanRules>())
        .AddSingleton<PlanPreparation>()
        .AddSingleton<TargetGuard>()
        .AddSingleton<CaptureRecordings>()
        .AddSingleton<RunStarter>()
        .AddSingleton<RunHost>()
        .AddHostedService(provider => provider.GetRequiredService<RunHost>())
        .AddSingleton<IRuns, RunCoordinator>()
        .AddSingleton<IReplayForecasts, ReplayForecasts>()
        .AddSingleton<RateHistory>()
        .AddSingleton<IRunRates>(provider => provider.GetRequiredService<RateHistory>())
        .AddHostedService(provider => provider.GetRequiredService<RateHistory>())
        .AddSingleton<ICaptureInterfaces, CaptureInterfaces>();
}
