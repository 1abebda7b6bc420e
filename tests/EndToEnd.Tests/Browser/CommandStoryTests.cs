using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TapeDeck.TestKit;
using static Microsoft.Playwright.Assertions;

namespace TapeDeck.EndToEnd.Tests.Browser;

/// <summary>A gor command goes in, a session runs, and the same command comes out.</summary>
public sealed class CommandStoryTests(Dashboard dashboard) : BrowserStory(dashboard)
{
    [Fact]
    public async Task Capture_FromAPastedCommand_RunsAndIsCopiedBack()
    {
        await using var site = await NginxServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var target = await NginxServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        var options = $"--input-raw lo:{site.Port} --input-raw-track-response --http-disallow-url '^/private|^/old' --output-http {target.Url.ToString().TrimEnd('/')} --output-http-workers 3";
        await PasteAsync($"sudo ./gor {options}");
        await Expect(Page.Locator("#outputs-0-connections")).ToHaveValueAsync("3");
        await Expect(Page.GetByLabel("Regular expression of rule 1")).ToHaveValueAsync("^/private|^/old");
        await Button("Start capture").ClickAsync();
        await Expect(Page).ToHaveURLAsync(new Regex("/captures/[0-9a-f]{32}$"));
        await Expect(Page.Locator(".page-head .chip").First).ToHaveTextAsync("Recording");
        await Curl.SendAsync($"{site.Url}public/[1-3]");
        await Curl.SendAsync($"{site.Url}private");
        await Expect(Page.Locator(".grid-row")).ToHaveCountAsync(3);
        Assert.Equal($"tapedeck {options}", await CopyAsync());
        await Link("Ledger").ClickAsync();
        await Expect(Page.Locator(".outputs tr.station").Filter(new() { HasText = target.Url.Authority })).ToContainTextAsync("0 of 10,000");
    }

    [Fact]
    public async Task Replay_CopiedAndPasted_FindsItsRecordingAgain()
    {
        await using var target = await NginxServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await GoAsync($"/replays/new?recording={await Dashboard.SampleAsync()}");
        await Field("Target").FillAsync(target.Url.ToString().TrimEnd('/'));
        await Page.GetByRole(AriaRole.Radio, new() { Name = "As fast as possible" }).ClickAsync();
        await StartReplayAsync(confirm: true);
        var command = await CopyAsync();
        await PasteAsync(command);
        await Expect(Page.Locator("#inputs-0-recording option:checked")).ToHaveTextAsync("Sample");
        await Expect(Page.GetByRole(AriaRole.Radio, new() { Name = "As fast as possible" })).ToHaveAttributeAsync("aria-checked", "true");
        await StartReplayAsync(confirm: true);
        Assert.Equal(command, await CopyAsync());
    }

    private async Task PasteAsync(string command)
    {
        await GoAsync("/commands/paste");
        await Page.Locator("#command").FillAsync(command);
        await Expect(Page.Locator(".form-page")).ToBeVisibleAsync();
    }

    /// <summary>What the clipboard holds after "Copy as command line".</summary>
    private async Task<string> CopyAsync()
    {
        await Button("Copy as command line").ClickAsync();
        var dialog = Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.Locator(".copied")).ToHaveTextAsync("Copied to the clipboard.");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        return await Page.EvaluateAsync<string>("() => navigator.clipboard.readText()");
    }
}
