using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TapeDeck.TestKit;

namespace TapeDeck.EndToEnd.Tests;

/// <summary>The built program serving its dashboard from an empty data directory, and a browser that may be signed in.</summary>
public sealed partial class Dashboard : IAsyncDisposable
{
    private readonly TempFolder _data = new();
    private ToolProcess? _program;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public Uri Url { get; private set; } = null!;

    public Uri LoginUrl { get; private set; } = null!;

    public string DataDirectory => _data.Path;

    public ToolProcess Program => _program!;

    public static async Task<Dashboard> StartAsync()
    {
        var dashboard = new Dashboard();
        await dashboard.RestartAsync();
        return dashboard;
    }

    /// <summary>Starts the program on the data directory; a second call is a restart.</summary>
    public async Task RestartAsync(int? port = null)
    {
        if (_program is not null)
        {
            await _program.DisposeAsync();
        }

        var environment = new Dictionary<string, string>
        {
            ["TapeDeck__DataDirectory"] = _data.Path,
            ["TapeDeck__Urls"] = $"http://127.0.0.1:{port ?? FreePort.Next()}",
        };
        _program = ToolProcess.Start(ToolProcess.TapeDeck, Repository.Root, environment);
        await _program.WaitUntilAsync(() => LoginLine().IsMatch(_program.OutputText), "the login URL");
        LoginUrl = new Uri(LoginLine().Match(_program.OutputText).Value);
        Url = new Uri(LoginUrl.GetLeftPart(UriPartial.Authority));
    }

    /// <summary>A page in a fresh browser profile, signed in by the one-time URL.</summary>
    public async Task<IPage> SignInAsync(int width = 1280, int height = 720, ColorScheme scheme = ColorScheme.Light)
    {
        var page = await OpenAsync(width, height, scheme);
        await page.GotoAsync(LoginUrl.ToString());
        await page.WaitForURLAsync(new Regex("/$"));
        return page;
    }

    /// <summary>A page in a fresh browser profile that nobody signed in.</summary>
    public async Task<IPage> OpenAsync(int width = 1280, int height = 720, ColorScheme scheme = ColorScheme.Light)
    {
        _playwright ??= await Playwright.CreateAsync();
        _browser ??= await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = "/usr/bin/chromium",
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
            ],
        });
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = scheme,
            Permissions = ["clipboard-read", "clipboard-write"],
        });
        return await context.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_program is not null)
        {
            await _program.DisposeAsync();
        }

        _data.Dispose();
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+/login\?\S+")]
    private static partial Regex LoginLine();
}
