using TapeDeck.EndToEnd.Tests;
using TapeDeck.TestKit;

[assembly: AssemblyFixture(typeof(Dashboard))]

namespace TapeDeck.EndToEnd.Tests;

/// <summary>
/// What the stories share: one server, one browser that is signed in, and one recording with a bit of everything. Stories run side by side: each records
/// a site of its own, and tells its captures, recordings and replays apart by name.
/// </summary>
public sealed class Dashboard : IAsyncLifetime
{
    private Task<string>? _sample;

    public ServedProgram Server { get; private set; } = null!;

    public SignedInBrowser Browser { get; private set; } = null!;

    public ApiClient Api { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await ServedProgram.StartAsync();
        Api = await Server.ApiAsync();
        Browser = await SignedInBrowser.StartAsync();
        await Browser.SignInAsync(await Server.PrintLoginUrlAsync());
    }

    /// <summary>The id of the recording of <see cref="SampleTraffic"/>, made at the first use of it.</summary>
    public Task<string> SampleAsync()
    {
        lock (Server)
        {
            return _sample ??= RecordAsync("Sample", SampleTraffic.SendAsync);
        }
    }

    /// <summary>Records what is sent to a site of its own; returns the recording's id.</summary>
    public async Task<string> RecordAsync(string name, Func<Uri, Task> send)
    {
        await using var site = await NginxServer.StartAsync();
        return await Api.RecordAsync(name, site.Port, () => send(site.Url));
    }

    public async ValueTask DisposeAsync()
    {
        await using (Server) // also when the browser did not start
        await using (Browser)
        {
        }
    }
}
