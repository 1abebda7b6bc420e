using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TapeDeck.TestKit;
using static Microsoft.Playwright.Assertions;

namespace TapeDeck.EndToEnd.Tests.Browser;

/// <summary>What a capture loses on the wire is said aloud, and leads to the ledger.</summary>
public sealed class CaptureLossStoryTests(Dashboard dashboard) : BrowserStory(dashboard)
{
    private const int SmallestBuffer = 64 << 10;
    private ServedProgram _server = null!;

    public override async ValueTask InitializeAsync()
    {
        _server = await ServedProgram.StartAsync();
        await Dashboard.Browser.SignInAsync(await _server.PrintLoginUrlAsync());
        await OpenAsync(_server.Url);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _server.DisposeAsync();
    }

    /// <summary>While the program stands still, a burst passes that the kernel's small buffer cannot hold.</summary>
    [Fact]
    public async Task Capture_KernelDropsPackets_IsAnAlertWithALinkToTheLedger()
    {
        await using var site = await NginxServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        var id = await StartAsync(site.Port);
        await GoAsync($"/captures/{id}");
        await Expect(Page.GetByText("Listening. No exchange has been seen yet.")).ToBeVisibleAsync();
        await Expect(Page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);

        await _server.Process.SignalAsync("STOP");
        await Curl.SendAsync($"{site.Url}burst/[1-3000]", "--output", "/dev/null");
        await _server.Process.SignalAsync("CONT");
        var since = Stopwatch.StartNew();

        var alert = Page.Locator(".banner[role=alert]");
        await Expect(alert).ToContainTextAsync(new Regex("Lost [0-9,]+ packets: dropped by the kernel"));
        TestContext.Current.TestOutputHelper!.WriteLine($"alert after {since.ElapsedMilliseconds} ms"); // printed, not judged: it depends on the machine
        await Expect(Page.Locator(".page-head dl .bad")).ToBeVisibleAsync();
        Assert.Empty(await Page.FindFaultsAsync());
        await alert.GetByRole(AriaRole.Link, new() { Name = "Open the ledger" }).ClickAsync();
        await Expect(Page).ToHaveURLAsync(new Regex($"/captures/{id}\\?view=ledger$"));
        var packets = Page.Locator(".ledger tr.station").Filter(new() { HasText = "Packets" });
        await Expect(packets).ToBeVisibleAsync();
        var ledger = (await (await _server.ApiAsync()).GetAsync($"/captures/{id}/ledger")).Expect(200).Json.GetProperty("accounts").EnumerateArray();
        Assert.InRange(ledger.First(account => account.GetProperty("name").GetString() == "packets").GetProperty("totalDropped").GetInt64(), 1, long.MaxValue);
    }

    private async Task<string> StartAsync(int port) => (await (await _server.ApiAsync()).PostAsync("/captures", JsonSerializer.Serialize(new
    {
        name = "Too small a buffer", start = true,
        plan = new { inputs = new[] { new { type = "capture", @interface = "lo", ports = new[] { port }, trackResponses = true, bufferBytes = SmallestBuffer } } },
    }))).Expect(201).Json.GetProperty("id").GetString()!;
}
