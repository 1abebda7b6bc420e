using TapeDeck.Client.Ports;

namespace TapeDeck.Server.Runs;

internal static class RunServices
{
    public static IServiceCollection AddRuns(this IServiceCollection services) => services
        .AddSingleton<RunStore>()
        .AddSingleton<PlanPreparation>()
        .AddSingleton<TargetGuard>()
        .AddSingleton<CaptureRecordings>()
        .AddSingleton<RunStarter>()
        .AddSingleton<RunHost>()
        .AddHostedService(provider => provider.GetRequiredService<RunHost>())
        .AddSingleton<IRuns, RunCoordinator>()
        .AddSingleton<ICaptureInterfaces, CaptureInterfaces>();
}
