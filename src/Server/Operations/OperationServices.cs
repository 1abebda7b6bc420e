using TapeDeck.Client.Ports;

namespace TapeDeck.Server.Operations;

internal static class OperationServices
{
    public static IServiceCollection AddOperations(this IServiceCollection services) => services
        .AddSingleton<OperationStore>()
        .AddSingleton<IOperations>(provider => provider.GetRequiredService<OperationStore>())
        .AddHostedService(provider => provider.GetRequiredService<OperationStore>());
}
