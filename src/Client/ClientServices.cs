using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MudBlazor;
using MudBlazor.Services;
using TapeDeck.Client.Navigation;
using TapeDeck.Client.Rendering;

namespace TapeDeck.Client;

/// <summary>What the pages need besides the ports, which the server registers.</summary>
public static class ClientServices
{
    /// <summary>Blazor Server with its settings, MudBlazor, and the state of a browser tab.</summary>
    public static IServiceCollection AddTapeDeckClient(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents().AddHubOptions(hub =>
        {
            // The browser gives up after 4.5 s of silence (js/app.js), so that a lost connection shows within 5 s.
            hub.KeepAliveInterval = TimeSpan.FromSeconds(1.5);
            hub.ClientTimeoutInterval = TimeSpan.FromSeconds(15);
        });
        return services.AddPageServices();
    }

    /// <summary>What the components themselves inject, without the server part of Blazor.</summary>
    internal static IServiceCollection AddPageServices(this IServiceCollection services)
    {
        services.AddMudServices(options =>
        {
            options.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomRight;
            options.SnackbarConfiguration.MaxDisplayedSnackbars = 1;
            options.SnackbarConfiguration.VisibleStateDuration = 6000;
            options.SnackbarConfiguration.ShowTransitionDuration = 120;
            options.SnackbarConfiguration.HideTransitionDuration = 120;
        });
        services.TryAddSingleton(TimeProvider.System);
        services.AddScoped<Viewer>();
        services.AddScoped<Shortcuts>();
        services.AddScoped<ActiveRuns>();
        return services;
    }
}
