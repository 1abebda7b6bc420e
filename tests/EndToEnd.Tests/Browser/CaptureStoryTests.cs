using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TapeDeck.TestKit;
using static Microsoft.Playwright.Assertions;

namespace TapeDeck.EndToEnd.Tests.Browser;

/// <summary>From the form to the recording: what curl sends to nginx is seen in the browser as it happens.</summary>
public sealed class CaptureStoryTests(Dashboard dashboard) : BrowserStory(dashboard)
{
    private ILocator Rows => Page.Locator(".grid-row");

    [Fact]
    public async Task Capture_FromFormToRecording_ShowsEveryExchangeWithItsResponse()
    {
        await using var site = await NginxServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await Page.SetViewportSizeAsync(1280, 1400); // room for all rows: only those in view are drawn
        await StartFromFormAsync("Story of a capture", site.Port);
        await StampRowsAsync("/live/");
        await Curl.SendAsync($"{site.Url}live/[1-20]");
        await ExpectRowsAsync("/live/", 20);
        await PauseAndGoOnAsync(site.Url);
        await StopAsync();
        await PrintLatenciesAsync();
        await Link("Recordings").First.ClickAsync();
        var recorded = Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Story of a capture" });
        await Expect(recorded).ToContainTextAsync("Healthy");
        await Expect(await CellAsync(recorded, "Exchanges")).ToHaveTextAsync("25");
    }

    [Fact]
    public async Task Ledger_WhileTrafficFlows_CountsOn()
    {
        await using var site = await NginxServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await StartFromFormAsync("Story of a ledger", site.Port);
        await Curl.SendAsync($"{site.Url}first");
        await Expect(Rows).ToHaveCountAsync(1);
        await Link("Ledger").ClickAsync();
        var records = Page.Locator(".ledger tr.station").Filter(new() { HasText = "Records after rules" }).GetByRole(AriaRole.Cell).Nth(1);
        await Expect(records).ToHaveTextAsync("2");
        await Curl.SendAsync($"{site.Url}more/[1-10]");
        await Expect(records).ToHaveTextAsync("22");
        await PressAsync("Space");
        await Link("Live stream").ClickAsync();
        await Expect(Rows.First).ToContainTextAsync("/more/10");
    }

    private async Task StartFromFormAsync(string name, int port)
    {
        await GoAsync("/");
        await NewCaptureLink.ClickAsync();
        await Field("Interface").SelectOptionAsync("lo");
        await Field("Name (optional)").FillAsync(name);
        await Field("Ports").FillAsync(port.ToString(CultureInfo.InvariantCulture));
        await Button("Start capture").ClickAsync();
        await Expect(Page).ToHaveURLAsync(new Regex("/captures/[0-9a-f]{32}$"));
        await Expect(Page.Locator("h1")).ToHaveTextAsync(name);
        await Expect(Page.Locator(".page-head .chip").First).ToHaveTextAsync("Recording");
        await Expect(Page.GetByText("Listening. No exchange has been seen yet.")).ToBeVisibleAsync();
    }

    /// <summary>Newest first, every one with its status.</summary>
    private async Task ExpectRowsAsync(string path, int count)
    {
        await Expect(Page.Locator(".status.s2")).ToHaveCountAsync(count);
        var targets = await Rows.Locator("[role=gridcell]:nth-child(3)").AllTextContentsAsync();
        Assert.Equal(Enumerable.Range(1, count).Reverse().Select(number => $"{path}{number}"), targets.Select(target => target.Trim()));
    }

    private async Task PauseAndGoOnAsync(Uri site)
    {
        await PressAsync("Space");
        await Expect(Page.GetByTitle("Space")).ToHaveAttributeAsync("aria-pressed", "true");
        await Curl.SendAsync($"{site}while-paused/[1-5]");
        var more = Page.Locator(".new-rows");
        await Expect(more).ToHaveTextAsync("Paused, +5 new");
        await ExpectRowsAsync("/live/", 20);
        await more.ClickAsync();
        await Expect(Rows.First).ToContainTextAsync("/while-paused/5");
        await Expect(Page.Locator(".status.s2")).ToHaveCountAsync(25);
    }

    private async Task StopAsync()
    {
        await Button("Stop capture").ClickAsync();
        var dialog = Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("Recording ends with 25 requests.");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Stop capture" }).ClickAsync();
        await Expect(Page.Locator(".page-head .chip").First).ToHaveTextAsync("Stopped");
    }

    /// <summary>Lets the page note when the row of each path is there to be painted.</summary>
    private async Task StampRowsAsync(string path) => await Page.EvaluateAsync("""
        path => {
          window.seen = {};
          const look = () => document.querySelectorAll(".grid-row [role=gridcell]:nth-child(3)").forEach(cell => {
            const target = cell.textContent.trim();
            if (target.startsWith(path)) { window.seen[target] ??= performance.timeOrigin + performance.now(); }
          });
          new MutationObserver(() => requestAnimationFrame(look)).observe(document.body, { childList: true, subtree: true, characterData: true });
        }
        """, path);

    /// <summary>From the first packet on the wire to the frame that shows the row. Printed, not judged: it depends on the machine.</summary>
    private async Task PrintLatenciesAsync()
    {
        var seen = await Page.EvaluateAsync<Dictionary<string, double>>("() => window.seen");
        var href = await Link("Open recording").GetAttributeAsync("href");
        var recording = href!.Split('/')[^1];
        await Dashboard.Api.WaitForIndexAsync(recording);
        var exchanges = (await Dashboard.Api.GetAsync($"/recordings/{recording}/exchanges?q=/live/")).Expect(200).Json.GetProperty("items");
        var latencies = exchanges.EnumerateArray()
            .Select(exchange => seen[exchange.GetProperty("target").GetString()!] - Milliseconds(exchange.GetProperty("time").GetString()!)).Order().ToArray();
        Assert.Equal(20, latencies.Length);
        Assert.All(latencies, latency => Assert.True(latency > 0, "A row was there before its request."));
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"wire to row: p50 {latencies[10]:0.0} ms, p95 {latencies[18]:0.0} ms, max {latencies[^1]:0.0} ms of {latencies.Length}");
    }

    private static double Milliseconds(string time) => (DateTimeOffset.Parse(time, CultureInfo.InvariantCulture) - DateTimeOffset.UnixEpoch).TotalMilliseconds;
}
