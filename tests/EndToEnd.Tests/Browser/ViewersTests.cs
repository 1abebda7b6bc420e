using System.Globalization;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace TapeDeck.EndToEnd.Tests.Browser;

/// <summary>Many look at a capture that gets traffic as fast as it can be sent: what is recorded must not depend on them.</summary>
public sealed class ViewersTests(Dashboard dashboard) : BrowserStory(dashboard)
{
    private const int Viewers = 5;
    private const int Exchanges = 60_000;

    [Fact]
    public async Task Capture_WatchedByManyAtFullSpeed_RecordsAllAndShowsWhatTheApiSays()
    {
        var capture = await RelayedCapture.StartAsync(Dashboard.Api, "Watched by many");
        var pages = new List<IPage> { Page };
        for (var viewer = 1; viewer < Viewers; viewer++)
        {
            pages.Add(await Dashboard.Browser.OpenAsync(Dashboard.Server.Url));
        }

        for (var viewer = 0; viewer < Viewers; viewer++)
        {
            await pages[viewer].GotoAsync($"/captures/{capture.Id}{(viewer == 1 ? "?q=status:500" : "")}");
            await Expect(pages[viewer].Locator("[data-ready] #filter")).ToBeVisibleAsync();
        }

        await Expect(pages[2].GetByText("Listening. No exchange has been seen yet.")).ToBeVisibleAsync();
        await PressAsync(pages[2], "Space");
        await capture.SendAsync(0, Exchanges);
        foreach (var page in pages)
        {
            await Expect(Fact(page, "Requests seen")).ToHaveTextAsync(Written(Exchanges));
            await Expect(Fact(page, "Lost")).ToHaveTextAsync("0");
        }

        await Expect(pages[1].Locator(".grid-row .status.s5").First).ToBeVisibleAsync();
        await Expect(pages[1].Locator(".grid-row .status.s2")).ToHaveCountAsync(0);
        await Expect(pages[2].Locator(".grid-row")).ToHaveCountAsync(0);
        await Expect(pages[2].Locator(".new-rows")).ToContainTextAsync("Paused, +");
        await capture.ExpectAllAsync(Exchanges);
        foreach (var page in pages.Skip(1))
        {
            await page.Context.DisposeAsync();
        }
    }

    [Fact]
    public async Task LivePage_OpenForLong_KeepsItsMemoryFlatAndAnswers()
    {
        const int WarmUp = 20_000, More = 120_000;
        var capture = await RelayedCapture.StartAsync(Dashboard.Api, "Open for long");
        await GoAsync($"/captures/{capture.Id}");
        await Expect(Page.Locator("[data-ready] #filter")).ToBeVisibleAsync();
        await capture.SendAsync(0, WarmUp);
        var before = await SettledAsync(WarmUp);
        for (var sent = 0; sent < More; sent += WarmUp)
        {
            await capture.SendAsync(WarmUp + sent, WarmUp);
        }

        var after = await SettledAsync(WarmUp + More);
        Assert.InRange(after.Heap - before.Heap, long.MinValue, 5_000_000);
        Assert.InRange(after.Nodes - before.Nodes, int.MinValue, 500); // what is drawn differs by a row or two; the rows drawn meanwhile are hundreds of thousands of nodes
        await Link("Ledger").ClickAsync();
        await Expect(Page.Locator(".ledger tr.station").First).ToBeVisibleAsync();
        await capture.ExpectAllAsync(WarmUp + More);
    }

    private static ILocator Fact(IPage page, string label) => page.Locator(".page-head dl > div").Filter(new() { HasText = label }).Locator("dd");

    private static string Written(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>What of the page is alive once it shows all requests and draws no more: bytes of JavaScript, and nodes.</summary>
    private async Task<(long Heap, int Nodes)> SettledAsync(int requests)
    {
        await Expect(Fact(Page, "Requests seen")).ToHaveTextAsync(Written(requests));
        var tools = await Page.Context.NewCDPSessionAsync(Page);
        var alive = await AliveAsync(tools);
        for (var (drawn, tries) = (-1, 0); drawn != alive.Nodes && tries < 20; tries++)
        {
            drawn = alive.Nodes; // rows that take the place of others leave those behind until they are collected
            await tools.SendAsync("Runtime.evaluate", new() { ["expression"] = "tapedeck.painted()", ["awaitPromise"] = true });
            alive = await AliveAsync(tools);
        }

        await tools.DetachAsync();
        return alive;
    }

    private static async Task<(long Heap, int Nodes)> AliveAsync(ICDPSession tools)
    {
        await tools.SendAsync("HeapProfiler.collectGarbage");
        var heap = (await tools.SendAsync("Runtime.getHeapUsage"))!.Value.GetProperty("usedSize").GetDouble();
        var nodes = (await tools.SendAsync("Memory.getDOMCounters"))!.Value.GetProperty("nodes").GetInt32();
        return ((long)heap, nodes);
    }
}
