using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TapeDeck.TestKit;

namespace TapeDeck.EndToEnd.Tests;

/// <summary>Debian's Chromium. Its tabs are profiles of their own, signed in wherever somebody signed in.</summary>
public sealed partial class SignedInBrowser : IAsyncDisposable
{
    private const int Patience = 20_000; // milliseconds; only ever waited when something is wrong

    /// <summary>How many times slower than this machine tabs are to be: shows tests, and pages, that count on a fast one.</summary>
    private static readonly int s_slowdown = int.Parse(Environment.GetEnvironmentVariable("TAPEDECK_TESTS_SLOWDOWN") ?? "1", CultureInfo.InvariantCulture);

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly ConcurrentDictionary<string, string> _logins = new();

    private SignedInBrowser(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    public static async Task<SignedInBrowser> StartAsync()
    {
        Assertions.SetDefaultExpectTimeout(Patience);
        var playwright = await Playwright.CreateAsync();
        return new SignedInBrowser(playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium.Path, Args = Chromium.Arguments }));
    }

    /// <summary>Signs in with a one-time link; every tab of that server is signed in from then on.</summary>
    public async Task SignInAsync(Uri loginUrl)
    {
        var page = await OpenAsync(loginUrl);
        await page.GotoAsync(loginUrl.ToString());
        await Assertions.Expect(page).ToHaveURLAsync(DashboardAddress()); // waiting for the navigation itself would miss one that is quicker
        _logins[loginUrl.Authority] = await page.Context.StorageStateAsync();
        await page.Context.DisposeAsync();
    }

    /// <summary>A tab in a profile of its own.</summary>
    /// <param name="server">What relative addresses are relative to.</param>
    /// <param name="timeZone">Where the person is.</param>
    /// <param name="ignoresPolicy">Whether scripts run that the server's policy forbids: nothing but the page itself is then in the way of one.</param>
    public async Task<IPage> OpenAsync(Uri server, string timeZone = "UTC", bool ignoresPolicy = false)
    {
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = server.GetLeftPart(UriPartial.Authority),
            StorageState = _logins.GetValueOrDefault(server.Authority),
            ViewportSize = new ViewportSize { Width = 1280, Height = 720 },
            ColorScheme = ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
            TimezoneId = timeZone,
            BypassCSP = ignoresPolicy,
            Permissions = ["clipboard-read", "clipboard-write"],
        });
        context.SetDefaultTimeout(Patience);
        var page = await context.NewPageAsync();
        if (s_slowdown > 1)
        {
            var tools = await context.NewCDPSessionAsync(page);
            await tools.SendAsync("Emulation.setCPUThrottlingRate", new() { ["rate"] = s_slowdown });
        }

        return page;
    }

    /// <summary>What Chromium itself writes down of a visit: an HTTP archive with all bodies in it.</summary>
    public async Task RecordHarAsync(string path, params IEnumerable<Uri> addresses)
    {
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions { RecordHarPath = path, RecordHarContent = HarContentPolicy.Embed });
        var page = await context.NewPageAsync();
        foreach (var address in addresses)
        {
            await page.GotoAsync(address.ToString(), new PageGotoOptions { WaitUntil = WaitUntilState.NetworkIdle });
        }

        await context.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    [GeneratedRegex(@"^http://[^/]+/$")]
    private static partial Regex DashboardAddress();
}
