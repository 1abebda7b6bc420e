using Microsoft.Playwright;
using TapeDeck.TestKit;
using static Microsoft.Playwright.Assertions;

namespace TapeDeck.EndToEnd.Tests.Browser;

/// <summary>
/// Every page, empty and full, light and dark: axe-core finds nothing serious, nothing scrolls sideways, each page names itself, and pictures are left in
/// artifacts/screenshots.
/// </summary>
public sealed class TourTests(Dashboard dashboard) : IAsyncLifetime
{
    private static readonly (int Width, int Height)[] s_sizes = [(1920, 1080), (1000, 800), (640, 360), (1280, 720)]; // 640 × 360: what is left of 1280 × 720 at 200 %

    /// <summary>What does not fit: a page that scrolls sideways, columns and fields without room for a word, lists and forms that show no line.</summary>
    private const string Misfits = """
        () => {
          const all = selector => [...document.querySelectorAll(selector)].filter(part => part.checkVisibility());
          const name = part => `${part.tagName}.${part.className} ${part.innerText?.slice(0, 40) ?? ""}`;
          return [
            ...[document.scrollingElement, ...all("main, .page-body")].filter(part => part.scrollWidth > part.clientWidth + 1).map(part => `scrolls sideways: ${name(part)}`),
            ...all("th").filter(column => column.textContent.trim() && column.clientWidth < 40).map(column => `no room for the column ${column.textContent.trim()}`),
            ...all("input[type=text]").filter(field => field.clientWidth < 60).map(field => `no room in the field ${field.id}`),
            ...all(".content.scroll").filter(part => part.clientHeight < 100).map(part => `no room to read in: ${name(part)}`),
          ];
        }
        """;

    private readonly List<string> _faults = [];
    private ServedProgram _server = null!;
    private NginxServer _site = null!;
    private IPage _page = null!;

    private static string Pictures => Path.Combine(Repository.Root, "artifacts", "screenshots");

    public async ValueTask InitializeAsync()
    {
        _server = await ServedProgram.StartAsync();
        _site = await NginxServer.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _page.Context.DisposeAsync();
        await _server.DisposeAsync();
        await _site.DisposeAsync();
    }

    [Fact]
    public async Task EmptyPages_AreAccessibleInBothThemes()
    {
        _page = await dashboard.Browser.OpenAsync(_server.Url);
        await VisitAsync("empty", new TourStop("login", "/login", "#token"), isPage: false);
        await _page.Context.DisposeAsync();
        await SignInAsync();
        foreach (var stop in TourStop.Empty)
        {
            await VisitAsync("empty", stop);
        }

        Assert.Empty(_faults);
    }

    [Fact]
    public async Task FullPages_AreAccessibleInBothThemes()
    {
        await SignInAsync();
        foreach (var stop in TourStop.Full(await WorkAsync(await _server.ApiAsync())))
        {
            await VisitAsync("full", stop);
        }

        Assert.Empty(_faults);
    }

    private async Task SignInAsync()
    {
        await dashboard.Browser.SignInAsync(await _server.PrintLoginUrlAsync());
        _page = await dashboard.Browser.OpenAsync(_server.Url);
    }

    /// <summary>Leaves something to see on every page.</summary>
    private async Task<TourSights> WorkAsync(ApiClient api)
    {
        var recording = await api.RecordAsync("Sample", _site.Port, () => SampleTraffic.SendAsync(_site.Url));
        var replay = await api.StartReplayAsync(recording, _site.Url, "max", """[ { "kind": "disallow-url", "pattern": "^/page/2" }, { "kind": "set-header", "name": "X-Env", "value": "staging" } ]""");
        var failed = await api.StartReplayAsync(recording, new Uri($"http://127.0.0.1:{FreePort.Next()}"));
        await api.FollowAsync($"/replays/{replay}");
        await api.FollowAsync($"/replays/{failed}");
        using var folder = new TempFolder();
        var broken = folder.File("broken.gor");
        await File.WriteAllBytesAsync(broken, (await api.GetAsync($"/recordings/{recording}/content")).Expect(200).Body[..30_000]);
        var damaged = (await Curl.RequestAsync(api.WithToken("--upload-file", broken, api.Address("/recordings/broken.gor/content")))).Expect(201).Json.GetProperty("id").GetString()!;
        await api.WaitForIndexAsync(damaged);
        var capture = await api.StartCaptureAsync("Shop, live", _site.Port);
        await SampleTraffic.SendAsync(_site.Url);
        (await api.PostAsync("/views", """{ "name": "Failing payments", "query": "path:/payments status>=500 latency>250ms" }""")).Expect(201);
        (await api.PostAsync("/views", """{ "name": "Orders", "query": "method:POST", "from": "2026-03-17T18:00:00Z", "to": "2026-03-17T20:00:00Z" }""")).Expect(201);
        var rules = (await api.PostAsync("/rulesets", """
            { "name": "Shop on staging", "rules": [ { "kind": "set-header", "name": "X-Env", "value": "staging" }, { "kind": "allow-url", "pattern": "^/never" }, { "kind": "allow-url", "pattern": "^/" } ] }
            """)).Expect(201).Json.GetProperty("id").GetString()!;
        return new TourSights(capture, recording, damaged, replay, failed, rules);
    }

    private async Task VisitAsync(string state, TourStop stop, bool isPage = true)
    {
        await _page.GotoAsync(stop.Address);
        await _page.Locator(stop.Ready).First.WaitForAsync();
        await stop.Arrive(_page);
        if (isPage)
        {
            await Expect(_page.Locator("h1")).ToHaveCountAsync(1);
            await Expect(_page.GetByRole(AriaRole.Main)).ToHaveCountAsync(1);
            await Expect(_page.GetByRole(AriaRole.Navigation, new() { IncludeHidden = true })).ToHaveCountAsync(1);
        }

        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await _page.EmulateMediaAsync(new() { ColorScheme = scheme });
            if (isPage)
            {
                await Expect(_page.Locator("html")).ToHaveAttributeAsync("data-theme", scheme == ColorScheme.Dark ? "dark" : "light");
            }

            var where = $"{state}-{stop.Name}-{(scheme == ColorScheme.Dark ? "dark" : "light")}";
            await LookAsync(where);
        }
    }

    private async Task LookAsync(string where)
    {
        foreach (var (width, height) in s_sizes)
        {
            await _page.SetViewportSizeAsync(width, height);
            await _page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, $"{where}-{width}x{height}.png") });
            _faults.AddRange((await _page.EvaluateAsync<string[]>(Misfits)).Select(misfit => $"{where} at {width} × {height}: {misfit}"));
        }

        _faults.AddRange((await _page.FindFaultsAsync()).Select(fault => $"{where}: {fault}"));
    }
}
