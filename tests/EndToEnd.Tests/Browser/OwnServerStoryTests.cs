using Microsoft.Playwright;
using TapeDeck.TestKit;
using static Microsoft.Playwright.Assertions;

namespace TapeDeck.EndToEnd.Tests.Browser;

/// <summary>What a server must be told at its start: where S3 is, and that plans may run a middleware.</summary>
public sealed class OwnServerStoryTests(Dashboard dashboard) : PlanStory(dashboard)
{
    private readonly int _port = FreePort.Next();
    private readonly S3Server _s3 = new();
    private ServedProgram _server = null!;

    private string Listener => $"http://127.0.0.1:{_port}";

    public override async ValueTask InitializeAsync()
    {
        await _s3.StartAsync();
        _server = await ServedProgram.StartAsync(new Dictionary<string, string> { ["TapeDeck__AllowMiddleware"] = "true" });
        await Dashboard.Browser.SignInAsync(await _server.PrintLoginUrlAsync());
        await OpenAsync(_server.Url);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _server.DisposeAsync();
        await _s3.DisposeAsync();
    }

    [Fact]
    public async Task S3_CaptureStored_IsReplayedFromThere()
    {
        await ListenAsync();
        await AddOutputAsync("S3");
        await FillAsync("outputs-0-url", $"s3://{S3Server.Bucket}/story.gor");
        await StartAsync("To S3");
        await Curl.SendAsync($"{Listener}/s3/[1-3]");
        await ShowLedgerAsync();
        await ExpectDeliveredAsync("story", "3");
        Console.WriteLine(await CopyAsync());
        await StopAsync();
        Assert.Contains(_s3.Objects.Keys, key => key.StartsWith("story", StringComparison.Ordinal));
        await using var target = await NginxServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await GoAsync("/recordings");
        await GoAsync("/replays/new");
        await ChooseAsync("inputs-0-type", "Files");
        await FillAsync("inputs-0-files", $"s3://{S3Server.Bucket}/story*.gor");
        await FillAsync("outputs-0-url", target.Url.ToString().TrimEnd('/'));
        await Button("Start replay").ClickAsync();
        await Expect(Page.Locator(".page-head .chip").First).ToHaveTextAsync("Finished");
        await Expect(Page.Locator(".grid-row")).ToHaveCountAsync(3);
        Console.WriteLine(await CopyAsync());
    }

    [Fact]
    public async Task S3_NoBucket()
    {
        await ListenAsync();
        await AddOutputAsync("S3");
        await FillAsync("outputs-0-url", "s3://no-such-bucket/story.gor");
        await StartAsync("To no bucket");
        await Curl.SendAsync($"{Listener}/s3/[1-3]");
        await ShowLedgerAsync();
        await Task.Delay(4000);
        await Page.ScreenshotAsync(new() { Path = "/tmp/kinds/s3-none.png" });
        await Page.GetByRole(AriaRole.Button, new() { Name = "Stop capture" }).ClickAsync();
        await Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Stop capture" }).ClickAsync();
        await Task.Delay(4000);
        await Page.ScreenshotAsync(new() { Path = "/tmp/kinds/s3-none2.png" });
        Console.WriteLine(await Page.Locator("main").InnerTextAsync());
    }

    [Fact]
    public async Task Middleware_OfThePlan_SeesEveryRecord()
    {
        using var folder = new TempFolder();
        var seen = folder.File("seen");
        await ListenAsync();
        await FillAsync("middleware", $"tee {seen}");
        await StartAsync("Through a middleware");
        await Curl.SendAsync($"{Listener}/middle/[1-3]");
        await Expect(Rows).ToHaveCountAsync(3);
        Console.WriteLine(await CopyAsync());
        await StopAsync();
        Assert.Equal(3, (await File.ReadAllLinesAsync(seen, TestContext.Current.CancellationToken)).Length);
    }

    private async Task ListenAsync()
    {
        await NewCaptureAsync("HTTP listener");
        await FillAsync("inputs-0-address", $"127.0.0.1:{_port}");
    }
}
