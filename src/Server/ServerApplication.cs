using MudBlazor.Services;
using TapeDeck.Client;

namespace TapeDeck.Server;

/// <summary>The web host: what Program and the tests construct alike.</summary>
public sealed class ServerApplication : IAsyncDisposable
{
    private readonly WebApplication _app;

    public ServerApplication(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseStaticWebAssets();
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services.AddMudServices();
        configure?.Invoke(builder);
        _app = builder.Build();
        _app.UseAntiforgery();
        _app.MapStaticAssets();
        _app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
    }

    public Task RunAsync() => _app.RunAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
