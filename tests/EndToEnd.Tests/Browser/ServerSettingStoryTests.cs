using TapeDeck.TestKit;
using static Microsoft.Playwright.Assertions;

namespace TapeDeck.EndToEnd.Tests.Browser;

/// <summary>What a server must be told at its start: where S3 is, and that plans may run a middleware.</summary>
public sealed class ServerSettingStoryTests(Dashboard dashboard) : PlanStory(dashboard)
{
    private readonly S3Server _s3 = new();
    private ServedProgram _server = null!;

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
    public async Task S3_CaptureStored_IsReplayedFromThereAndAgain()
    {
        await ListenAsync();
        await AddOutputAsync("S3");
        await FillAsync("outputs-0-url", "s3://no-such-bucket/story.gor");
        await Button("Start capture").ClickAsync();
        await Expect(Page.Locator("#outputs-0-url-error")).ToContainTextAsync("The specified bucket does not exist");
        await FillAsync("outputs-0-url", $"s3://{S3Server.Bucket}/story.gor");
        await StartAsync("To S3");
        await SendAsync(3);
        await Expect(Rows).ToHaveCountAsync(3);
        await StopAsync();
        await ExpectDeliveredAsync($"Stored at s3://{S3Server.Bucket}/story.gor", "3");
        await using var target = await NginxServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await GoAsync("/replays/new");
        await ChooseAsync("inputs-0-type", "Files");
        await FillAsync("inputs-0-files", $"s3://{S3Server.Bucket}/story");
        await FillAsync("outputs-0-url", target.Url.ToString().TrimEnd('/'));
        await StartReplayAsync(confirm: true);
        await Expect(Rows).ToHaveCountAsync(3);
        await Link("Replay again").ClickAsync();
        await Expect(Page.Locator("#outputs-0-url")).ToHaveValueAsync(target.Url.ToString().TrimEnd('/'));
        await StartReplayAsync(confirm: true);
        await Expect(Rows).ToHaveCountAsync(3);
    }

    [Fact]
    public async Task Middleware_OfTheForm_SeesEveryRecord()
    {
        using var folder = new TempFolder();
        var seen = folder.File("seen");
        await ListenAsync();
        await FillAsync("middleware", $"tee {seen}");
        await StartAsync("Through a middleware");
        await SendAsync(3);
        await Expect(Rows).ToHaveCountAsync(3);
        await StopAsync();
        Assert.Equal(3, (await File.ReadAllLinesAsync(seen, TestContext.Current.CancellationToken)).Length);
    }
}
