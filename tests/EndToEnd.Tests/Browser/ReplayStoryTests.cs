using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TapeDeck.TestKit;
using static Microsoft.Playwright.Assertions;

namespace TapeDeck.EndToEnd.Tests.Browser;

/// <summary>A recording is replayed to another nginx; the page and the target must tell the same story.</summary>
public sealed partial class ReplayStoryTests(Dashboard dashboard) : BrowserStory(dashboard)
{
    private const int Users = 20;

    private ILocator Chip => Page.Locator(".page-head .chip:not(.running-chip)").First;

    private ILocator Rows => Page.Locator(".grid-row");

    [Fact]
    public async Task Replay_At200PercentWithRules_SendsExactlyWhatPassesAndAccountsForTheRest()
    {
        await using var target = await NginxServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await FillAsync(await RecordPacedAsync("Replayed with rules"), target.Url);
        await Page.GetByRole(AriaRole.Radio, new() { Name = "200 %" }).ClickAsync();
        await AddRuleAsync(1, "AllowUrl", ("Regular expression", "^/v1/"));
        await AddRuleAsync(2, "RewriteUrl", ("Where URL matches", "/v1/user/([^/]+)/ping"), ("Replace by", "/v2/user/$1/ping"));
        await Expect(Page.Locator(".blast")).ToContainTextAsync($"Sends {Users} requests to {target.Url.Authority} within");
        await StartReplayAsync();
        await Expect(Chip).ToHaveTextAsync(Ended(), new() { Timeout = 60_000 });
        await Expect(Page.Locator(".codes li")).ToHaveTextAsync([$"200{Users}"]);
        await Expect(Page.GetByRole(AriaRole.Grid)).ToHaveAttributeAsync("aria-rowcount", $"{Users + 1}");
        await Expect(Rows.First).ToContainTextAsync("/v2/user/1/ping");
        await ReadOneResultAsync();
        await ExpectBalancedLedgerAsync();
        var expected = Enumerable.Range(1, Users).Select(user => $"GET /v2/user/{user}/ping 200 127.0.0.1:{target.Port}");
        Assert.Equal(expected.Order(), (await target.RequestsAsync(Users)).Order());
    }

    [Fact]
    public async Task Replay_SlowThenPausedThenMax_ShowsProgressAndFinishes()
    {
        await using var target = await NginxServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await FillAsync(await RecordPacedAsync("Replayed slowly"), target.Url);
        await Page.GetByRole(AriaRole.Radio, new() { Name = "Custom" }).ClickAsync();
        await Field("Custom speed").FillAsync("10%");
        await StartReplayAsync();
        await Expect(Chip).ToHaveTextAsync(new Regex("^Running"));
        await Expect(Page.GetByRole(AriaRole.Progressbar)).ToHaveAttributeAsync("aria-valuenow", new Regex("^[1-9]"));
        await Expect(Page.GetByRole(AriaRole.Region, new() { Name = "Responses per second" }).Locator(".big")).ToHaveTextAsync(new Regex(@"^[1-9][\d.]* /s$"));
        await Button("Pause").ClickAsync();
        await Expect(Chip).ToHaveTextAsync("Paused");
        await Button("Resume").ClickAsync();
        await Field("Speed").SelectOptionAsync("max");
        await Expect(Chip).ToHaveTextAsync(Ended(), new() { Timeout = 60_000 });
        await Expect(Page.GetByRole(AriaRole.Progressbar)).ToHaveAttributeAsync("aria-valuenow", "100");
        await Expect(Page.Locator(".codes li")).ToHaveTextAsync([$"200{2 * Users}"]);
        await ExpectBalancedLedgerAsync();
        Assert.Equal(2 * Users, (await target.RequestsAsync(2 * Users)).Count);
    }

    [Fact]
    public async Task Replay_TargetDown_SaysRefusedForEveryRequest()
    {
        var nobody = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        await FillAsync(await RecordPacedAsync("Replayed to nobody"), nobody);
        await Page.GetByRole(AriaRole.Radio, new() { Name = "As fast as possible" }).ClickAsync();
        await StartReplayAsync();
        await Expect(Chip).ToHaveTextAsync(new Regex("^(Failed|Generator-limited)$"), new() { Timeout = 60_000 });
        await Expect(Page.GetByRole(AriaRole.Grid)).ToHaveAttributeAsync("aria-rowcount", $"{(2 * Users) + 1}");
        await Expect(Rows.First.GetByRole(AriaRole.Gridcell).Nth(4)).ToHaveTextAsync(new Regex("refused", RegexOptions.IgnoreCase));
        await ExpectBalancedLedgerAsync();
        await Expect(Page.Locator(".ledger")).ToContainTextAsync(new Regex($@"Connection refused\s*{2 * Users}\b"));
    }

    [Fact]
    public async Task Result_InTheTabDiff_StandsBesideWhatWasRecorded()
    {
        await using var target = await NginxServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        var recording = await RecordPacedAsync("Replayed and compared");
        var replay = await Dashboard.Api.StartReplayAsync(recording, target.Url, "max", """[ { "kind": "rewrite-url", "pattern": "^/v1/", "value": "/v2/" } ]""");
        await Dashboard.Api.FollowAsync($"/replays/{replay}");
        await GoAsync($"/replays/{replay}?n=0&tab=response");
        var detail = Page.GetByRole(AriaRole.Region, new() { Name = "Details" });
        await PressAsync("]");
        await PressAsync("[");
        await Expect(detail.Locator(".start-line")).ToHaveTextAsync("HTTP/1.1 200 OK");
        await detail.GetByRole(AriaRole.Tab, new() { Name = "Diff" }).ClickAsync();
        await Expect(detail.Locator(".cmp-row.differs").First).ToHaveTextAsync(new Regex("GET /v1/user/1/ping HTTP/1.1[\\s\\S]*GET /v2/user/1/ping HTTP/1.1"));
        await Expect(detail.Locator(".cmp-row.differs").Last).ToHaveTextAsync(new Regex("hello from nginx /v1/user/1/ping[\\s\\S]*hello from nginx /v2/user/1/ping"));
        Assert.Empty(await Page.FindFaultsAsync());

        await Page.Keyboard.PressAsync("n");
        await Expect(detail.Locator("[data-difference]").First).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("p");
        await Expect(detail.Locator("[data-difference]").Last).ToBeFocusedAsync();
        await Page.ReloadAsync();
        await Button("Next difference").ClickAsync();
        await Expect(detail.Locator("[data-difference]").First).ToBeFocusedAsync();
        await detail.Locator(".heads a[href]").ClickAsync();
        await Expect(Page).ToHaveURLAsync(new Regex($"/recordings/{recording}\\?n=[0-9]+$"));
        await Expect(detail.Locator(".detail-head h2")).ToHaveTextAsync("/v1/user/1/ping");
    }

    [Fact]
    public async Task Results_AskedByQuery_AreThoseThatFit()
    {
        var nobody = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        await FillAsync(await RecordPacedAsync("Replayed and asked"), nobody);
        await Page.GetByRole(AriaRole.Radio, new() { Name = "As fast as possible" }).ClickAsync();
        await StartReplayAsync();
        await Expect(Chip).ToHaveTextAsync(new Regex("^(Failed|Generator-limited)$"), new() { Timeout = 60_000 });
        var (input, found) = (Page.Locator("[data-ready] #filter"), Page.Locator(".query .count"));
        await Expect(found).ToHaveTextAsync($"{2 * Users} results");

        await input.FillAsync("fail");
        await Expect(Page.GetByRole(AriaRole.Option)).ToHaveTextAsync([new Regex("^failure")]);
        await input.FillAsync("failure:refused path~/user/1");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(found).ToHaveTextAsync("11 matches"); // 1, and 10 to 19
        await Expect(Rows.First).ToContainTextAsync("/v1/user/1/ping");

        await input.FillAsync("body:x");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Headers and bodies of a replay's results are not searched. Column 1.");
        await Expect(found).ToHaveTextAsync("11 matches");
        await input.FillAsync("status:2xx");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.Locator(".grid .state, .state").First).ToContainTextAsync("No result matches the filter.");
        await Button("Show all results").ClickAsync();
        await Expect(input).ToHaveValueAsync("");
    }

    /// <summary>Twenty requests to <c>/v1/user/…</c> and twenty to <c>/other/…</c>, twenty a second.</summary>
    private Task<string> RecordPacedAsync(string name) =>
        Dashboard.RecordAsync(name, site => Curl.SendAsync("--rate", "20/s", $"{site}{{v1/user,other}}/[1-{Users}]/ping"));

    private async Task FillAsync(string recording, Uri target)
    {
        await GoAsync($"/recordings/{recording}");
        await Link("Replay this recording").ClickAsync();
        await Expect(Field("Recording")).ToHaveValueAsync(recording);
        await Field("Target").FillAsync(target.ToString());
    }

    private async Task AddRuleAsync(int number, string kind, params (string Label, string Text)[] fields)
    {
        await Button("Add rule").ClickAsync();
        await Field($"What rule {number} does").SelectOptionAsync(kind);
        foreach (var (label, text) in fields)
        {
            await Field($"{label} of rule {number}").FillAsync(text);
            await Field($"{label} of rule {number}").BlurAsync();
        }
    }

    private async Task ReadOneResultAsync()
    {
        await Rows.First.ClickAsync();
        var detail = Page.GetByRole(AriaRole.Region, new() { Name = "Details" });
        await detail.GetByRole(AriaRole.Tab, new() { Name = "Request" }).ClickAsync();
        await Expect(detail.Locator(".start-line")).ToHaveTextAsync("GET /v2/user/1/ping HTTP/1.1");
        await detail.GetByRole(AriaRole.Tab, new() { Name = "Response" }).ClickAsync();
        await Expect(detail.Locator("pre")).ToHaveTextAsync("hello from nginx /v2/user/1/ping");
    }

    /// <summary>Every station: seen = delivered + filtered + left out, nothing in flight.</summary>
    private async Task ExpectBalancedLedgerAsync()
    {
        await Link("Ledger").ClickAsync();
        var stations = Page.Locator(".ledger tr.station");
        await Expect(stations.First).ToBeVisibleAsync();
        foreach (var station in await stations.AllAsync())
        {
            var cells = (await station.GetByRole(AriaRole.Cell).AllInnerTextsAsync()).Skip(1).Select(Number).ToArray();
            Assert.True(cells[0] == cells[1] + cells[2] + cells[3] && cells[4] == 0, await station.InnerTextAsync());
        }
    }

    private static long Number(string cell) => cell == "–" ? 0 : long.Parse(cell, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    /// <summary>On a busy machine sends may be late, which the page must say.</summary>
    [GeneratedRegex("^(Passed|Generator-limited)$")]
    private static partial Regex Ended();
}
