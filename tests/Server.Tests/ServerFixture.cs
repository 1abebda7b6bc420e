using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using TapeDeck.Client.Ports;
using TapeDeck.TestKit;

namespace TapeDeck.Server.Tests;

/// <summary>A server of its own: real Kestrel on a free port of the loopback, SQLite file in a folder of its own.</summary>
public sealed class ServerFixture : IAsyncDisposable
{
    private readonly Action<WebApplicationBuilder>? _configure;
    private readonly List<HttpClient> _clients = [];

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

    /// <summary>A program that is not signed in.</summary>
    public HttpClient Anonymous() => Own(new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address });

    /// <summary>A browser that has used a login link.</summary>
    public async Task<HttpClient> SignInAsync()
    {
        var browser = Anonymous();
        using var answer = await browser.GetAsync(await Application.CreateLoginUrlAsync(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        return browser;
    }

    /// <summary>A program with an API token.</summary>
    public async Task<HttpClient> ProgramAsync()
    {
        var tokens = Application.Services.GetRequiredService<IApiTokens>();
        var program = Anonymous();
        var token = await tokens.CreateAsync("test", null, TestContext.Current.CancellationToken);
        program.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Value!.Secret);
        return program;
    }

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        await Application.DisposeAsync();
        Folder.Dispose();
    }

    private HttpClient Own(HttpClient client)
    {
        _clients.Add(client);
        return client;
    }

    private ServerApplication Create() =>
        new(["--TapeDeck:Urls=http://127.0.0.1:0", $"--TapeDeck:DataDirectory={Folder.Path}", "--Logging:LogLevel:Default=Warning"], _configure);
}
