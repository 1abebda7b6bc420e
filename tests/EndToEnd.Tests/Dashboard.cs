using TapeDeck.EndToEnd.Tests;
using TapeDeck.TestKit;

[assembly: AssemblyFixture(typeof(Dashboard))]

namespace TapeDeck.EndToEnd.Tests;

/// <summary>
/// What the stories share: one server, one browser that is signed in, one nginx whose traffic is recorded, and one recording of it with a bit of everything.
/// Stories tell their captures, recordings and replays apart by name.
/// </summary>
public sealed class Dashboard : IAsyncLifetime
{
    private Task<string>? _sample;

    public ServedProgram Server { get; private set; } = null!;

    public SignedInBrowser Browser { get; private set; } = null!;

    public ApiClient Api { get; private set; } = null!;

    /// <summary>The site whose traffic is recorded.</summary>
    public NginxServer Site { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await ServedProgram.StartAsync();
        Api = await Server.ApiAsync();
        Browser = await SignedInBrowser.StartAsync(await Server.PrintLoginUrlAsync());
        Site = await NginxServer.StartAsync();
    }

    /// <summary>The id of the recording of <see cref="SampleTraffic"/>, made at the first use of it.</summary>
    public Task<string> SampleAsync()
    {
        lock (Server)
        {
            return _sample ??= Api.RecordAsync("Sample", Site.Port, () => SampleTraffic.SendAsync(Site.Url));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        await Site.DisposeAsync();
        await Server.DisposeAsync();
    }
}
