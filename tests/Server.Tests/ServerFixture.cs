using Microsoft.AspNetCore.Builder;
using TapeDeck.TestKit;

namespace TapeDeck.Server.Tests;

/// <summary>A server of its own: real Kestrel on a free port of the loopback, SQLite file in a folder of its own.</summary>
public sealed class ServerFixture : IAsyncDisposable
{
    private readonly Action<WebApplicationBuilder>? _configure;

    private ServerFixture(Action<WebApplicationBuilder>? configure)
    {
        _configure = configure;
        Application = Create();
    }

    public TempFolder Folder { get; } = new();

    public ServerApplication Application { get; private set; }

    public Uri Address => Application.Address;

    public static async Task<ServerFixture> StartAsync(Action<WebApplicationBuilder>? configure = null)
    {
        var fixture = new ServerFixture(configure);
        await fixture.Application.StartAsync(TestContext.Current.CancellationToken);
        return fixture;
    }

    /// <summary>Ends the server in order and starts another one on the same data.</summary>
    public async Task RestartAsync(Func<Task>? between = null)
    {
        await Application.DisposeAsync();
        await (between?.Invoke() ?? Task.CompletedTask);
        Application = Create();
        await Application.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Application.DisposeAsync();
        Folder.Dispose();
    }

    private ServerApplication Create() =>
        new(["--TapeDeck:Urls=http://127.0.0.1:0", $"--TapeDeck:DataDirectory={Folder.Path}", "--Logging:LogLevel:Default=Warning"], _configure);
}
