using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace TapeDeck.EndToEnd.Tests;

/// <summary>Debian's Chromium; its pages are signed in as if it were one person's browser.</summary>
public sealed partial class SignedInBrowser : IAsyncDisposable
{
    private const int Patience = 20_000; // milliseconds; only ever waited when something is wrong
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private string _login = "";

    private SignedInBrowser(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    public static async Task<SignedInBrowser> StartAsync(Uri loginUrl)
    {
        Assertions.SetDefaultExpectTimeout(Patience);
        var playwright = await Playwright.CreateAsync();
        var browser = new SignedInBrowser(playwright, await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = "/usr/bin/chromium",
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
            ],
        }));
        await browser.SignInAsync(loginUrl);
        return browser;
    }

    /// <summary>A page in a profile of its own.</summary>
    /// <param name="server">What relative addresses are relative to.</param>
    /// <param name="signedIn">Whether it has the cookie.</param>
    /// <param name="scheme">What the system prefers.</param>
    public async Task<IPage> OpenAsync(Uri server, bool signedIn = true, ColorScheme scheme = ColorScheme.Light)
    {
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = server.ToString(),
            StorageState = signedIn ? _login : null,
            ViewportSize = new ViewportSize { Width = 1280, Height = 720 },
            ColorScheme = scheme,
            TimezoneId = "UTC",
            Permissions = ["clipboard-read", "clipboard-write"],
        });
        context.SetDefaultTimeout(Patience);
        return await context.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    private async Task SignInAsync(Uri loginUrl)
    {
        var page = await OpenAsync(new Uri(loginUrl, "/"), signedIn: false);
        await page.GotoAsync(loginUrl.ToString());
        await page.WaitForURLAsync(DashboardAddress());
        _login = await page.Context.StorageStateAsync();
        await page.Context.DisposeAsync();
    }

    [GeneratedRegex(@"^http://[^/]+/$")]
    private static partial Regex DashboardAddress();
}
