using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using TapeDeck.TestKit;
using static Microsoft.Playwright.Assertions;

namespace TapeDeck.EndToEnd.Tests.Browser;

/// <summary>Many look at a capture that gets traffic as fast as it can be sent: what is recorded must not depend on them.</summary>
public sealed class ViewersTests(Dashboard dashboard) : BrowserStory(dashboard)
{
    private const int Viewers = 5;
    private const int Exchanges = 60_000;
    private readonly TempFolder _folder = new();

    private static string Count => Exchanges.ToString("N0", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Capture_WatchedByManyAtFullSpeed_RecordsAllAndShowsWhatTheApiSays()
    {
        var port = FreePort.Next();
        var id = (await Dashboard.Api.PostAsync("/captures", JsonSerializer.Serialize(new
        {
            name = "Watched by many", start = true, plan = new { inputs = new[] { new { type = "tcp", address = $"127.0.0.1:{port}" } } },
        }))).Expect(201).Json.GetProperty("id").GetString()!;
        var pages = new List<IPage> { Page };
        for (var viewer = 1; viewer < Viewers; viewer++)
        {
            pages.Add(await Dashboard.Browser.OpenAsync(Dashboard.Server.Url));
        }

        for (var viewer = 0; viewer < Viewers; viewer++)
        {
            await pages[viewer].GotoAsync($"/captures/{id}{(viewer == 1 ? "?q=status:500" : "")}");
            await Expect(pages[viewer].Locator("[data-ready] #filter")).ToBeVisibleAsync();
        }

        await Expect(pages[2].GetByText("Listening. No exchange has been seen yet.")).ToBeVisibleAsync();
        await PressAsync(pages[2], "Space");
        await SendAsync(port);
        foreach (var page in pages)
        {
            await Expect(Fact(page, "Requests seen")).ToHaveTextAsync(Count);
            await Expect(Fact(page, "Lost")).ToHaveTextAsync("0");
        }

        await Expect(pages[1].Locator(".grid-row .status.s5").First).ToBeVisibleAsync();
        await Expect(pages[1].Locator(".grid-row .status.s2")).ToHaveCountAsync(0);
        await Expect(pages[2].Locator(".grid-row")).ToHaveCountAsync(0);
        await Expect(pages[2].Locator(".new-rows")).ToContainTextAsync("Paused, +");
        await ExpectLedgerAsync(id);
        foreach (var page in pages.Skip(1))
        {
            await page.Context.DisposeAsync();
        }
    }

    private static ILocator Fact(IPage page, string label) => page.Locator(".page-head dl > div").Filter(new() { HasText = label }).Locator("dd");

    /// <summary>Another instance sends them all, as fast as they are taken.</summary>
    private async Task SendAsync(int port)
    {
        var file = _folder.File("load.gor");
        await File.WriteAllBytesAsync(
            file, Records.Bytes(Enumerable.Range(0, Exchanges).SelectMany(number => new[] { Records.Request(number, $"/{number}", 1), Records.Response(number, number % 10 == 0 ? 500 : 200) with { Timestamp = 1 } })),
            TestContext.Current.CancellationToken);
        await using var sender = ToolProcess.Start(ToolProcess.TapeDeck, _folder.Path, null, ["--input-file", file, "--output-tcp", $"127.0.0.1:{port}"]);
        Assert.Equal(0, await sender.WaitForExitAsync());
    }

    private async Task ExpectLedgerAsync(string id)
    {
        var recording = await Dashboard.Api.StopCaptureAsync(id);
        Assert.Equal(Exchanges, (await Dashboard.Api.WaitForIndexAsync(recording)).GetProperty("exchanges").GetInt64());
        var ledger = (await Dashboard.Api.GetAsync($"/captures/{id}/ledger")).Expect(200).Json;
        foreach (var entry in ledger.GetProperty("accounts").EnumerateArray())
        {
            var dropped = entry.GetProperty("totalDropped").GetInt64();
            Assert.Equal(entry.GetProperty("seen").GetInt64(), entry.GetProperty("delivered").GetInt64() + entry.GetProperty("filtered").GetInt64() + dropped);
            Assert.True(dropped == 0 || entry.GetProperty("name").GetString() == "live view", $"Something was lost: {entry}");
        }
    }
}
