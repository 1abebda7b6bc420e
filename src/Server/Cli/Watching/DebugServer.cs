using System.Net.Mime;
using System.Net.Sockets;
using TapeDeck.Engine.Runs;

namespace TapeDeck.Server.Cli.Watching;

/// <summary>Counters of a headless run over HTTP: <c>/debug/vars</c> as GoReplay names them (spec §11.5), <c>/metrics</c> for Prometheus.</summary>
internal sealed class DebugServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private DebugServer(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    public string Address => _app.Urls.First();

    /// <summary>Starts it if it was asked for.</summary>
    /// <exception cref="DebugServerException">It cannot listen there.</exception>
    public static async Task<DebugServer?> StartAsync(CommandLinePlan options, Run run)
    {
        if (options.Settings.DebugAddress is not { } text)
        {
            return null;
        }

        var address = ListenAddress.Parse(text) ?? throw new DebugServerException($"\"{text}\" names no address of this machine");
        var app = SmallServer.Create(address, services => services.AddSingleton<IHostLifetime, SharedLifetime>()).Build();
        app.MapGet("/debug/vars", () => Results.Text(DebugVars.Write(options.Plan, run), MediaTypeNames.Application.Json));
        app.MapGet("/metrics", () => Results.Text(MetricsText.Write(run), "text/plain; version=0.0.4"));
        try
        {
            await app.StartAsync();
            return new DebugServer(app);
        }
        catch (Exception fault) when (fault is IOException or SocketException)
        {
            await app.DisposeAsync();
            throw new DebugServerException(fault.Message);
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>Leaves signals to the run.</summary>
    private sealed class SharedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

/// <summary>The counters cannot be served where they were asked for.</summary>
internal sealed class DebugServerException(string message) : Exception(message);
