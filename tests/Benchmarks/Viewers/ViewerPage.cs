using System.Text.Json;
using Microsoft.Playwright;

namespace TapeDeck.Benchmarks.Viewers;

/// <summary>One open page of a live capture, somebody who clicks in it, and what the page measured.</summary>
internal sealed class ViewerPage(IPage page, ICDPSession tools)
{
    private const int FirstRow = 8; // not the first: it has just come
    private const int ShortestPause = 400; // milliseconds
    private const int LongestPause = 1000;
    private static readonly string[] s_tabs = ["Response", "Timing", "Raw", "Request"];

    public static async Task<ViewerPage> OpenAsync(IBrowserContext context, Uri login, string address)
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync(login.ToString());
        await page.Locator("h1", new() { HasText = "Dashboard" }).WaitForAsync(); // the link is a form that sends itself
        await page.GotoAsync(address);
        await page.Locator("[data-ready] #filter").WaitForAsync();
        await page.EvaluateAsync(ViewerScript.Text);
        var tools = await context.NewCDPSessionAsync(page);
        await tools.SendAsync("Performance.enable", new() { ["timeDomain"] = "threadTicks" });
        return new ViewerPage(page, tools);
    }

    /// <summary>Opens a row, then a tab, and so on until it is enough. Nobody clicks in step with the others: <paramref name="person"/> makes the pauses.</summary>
    public async Task ClickAsync(int person, CancellationToken enough)
    {
        var random = new Random(person);
        for (var round = 0; !enough.IsCancellationRequested; round++)
        {
            await Task.Delay(random.Next(ShortestPause, LongestPause), CancellationToken.None);
            await PressAsync(page.Locator(".grid-row").Nth(FirstRow + (round % 4)));
            await Task.Delay(random.Next(ShortestPause, LongestPause), CancellationToken.None);
            await PressAsync(page.Locator(".detail").GetByRole(AriaRole.Tab, new() { Name = s_tabs[round % s_tabs.Length] }));
        }
    }

    /// <summary>Bytes of JavaScript that are alive after a collection.</summary>
    public async Task<double> HeapAsync()
    {
        await tools.SendAsync("HeapProfiler.collectGarbage");
        var usage = await tools.SendAsync("Runtime.getHeapUsage");
        return usage!.Value.GetProperty("usedSize").GetDouble();
    }

    /// <summary>The processor time of the page's main thread so far, by what it was for, in seconds.</summary>
    public async Task<PageWork> WorkAsync()
    {
        var metrics = (await tools.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics").EnumerateArray()
            .ToDictionary(metric => metric.GetProperty("name").GetString()!, metric => metric.GetProperty("value").GetDouble());
        return new PageWork(metrics["TaskDuration"], metrics["ScriptDuration"], metrics["RecalcStyleDuration"], metrics["LayoutDuration"], metrics["LayoutCount"]);
    }

    public Task<string> RequestsSeenAsync() => page.Locator(".page-head dl > div").Filter(new() { HasText = "Requests seen" }).Locator("dd").InnerTextAsync();

    public async Task<JsonElement> MeasuredAsync() => (await page.EvaluateAsync("() => window.bench"))!.Value;

    /// <summary>Rows move on: the mouse goes to where one is, and does not wait until it stands still.</summary>
    private async Task PressAsync(ILocator what)
    {
        if (await what.CountAsync() > 0 && await what.BoundingBoxAsync() is { } box)
        {
            await page.Mouse.ClickAsync(box.X + (box.Width / 2), box.Y + (box.Height / 2));
        }
    }
}
