using TapeDeck.Client.Ports;

namespace TapeDeck.Server.Rules;

internal static class RuleServices
{
    public static IServiceCollection AddRuleSets(this IServiceCollection services) => services
        .AddSingleton<RuleSetChanges>()
        .AddSingleton<RuleSetPreviews>()
        .AddSingleton<IRuleSets, RuleSetStore>()
        .AddSingleton<RuleSetTrash>()
        .AddSingleton<IDeletedRuleSets>(provider => provider.GetRequiredService<RuleSetTrash>())
        .AddSingleton<RuleSetRetention>()
        .AddHostedService(provider => provider.GetRequiredService<RuleSetRetention>());
}
