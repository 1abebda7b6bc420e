using TapeDeck.Client.Ports;

namespace TapeDeck.Server.Rules;

internal static class RuleServices
{
    public static IServiceCollection AddRuleSets(this IServiceCollection services) => services
        .AddSingleton<RuleSetChanges>()
        .AddSingleton<RuleSetPreviews>()
        .AddSingleton<IRuleSets, RuleSetStore>();
}
