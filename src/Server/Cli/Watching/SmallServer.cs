using System.Net;

namespace TapeDeck.Server.Cli.Watching;

/// <summary>Makes small servers for the command line: no configuration of the folder or the environment reaches them, and nothing is logged.</summary>
internal static class SmallServer
{
    public static WebApplicationBuilder Create(IPEndPoint address, Action<IServiceCollection> addServices)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(address);
        });
        builder.Services.AddRoutingCore();
        addServices(builder.Services);
        return builder;
    }
}
