using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TapeDeck.TestKit;
using static Microsoft.Playwright.Assertions;

namespace TapeDeck.EndToEnd.Tests.Browser;

/// <summary>A recording is opened, paged through and read: heads, every kind of body, and the bytes themselves.</summary>
public sealed class ExchangesStoryTests(Dashboard dashboard) : BrowserStory(dashboard)
{
    private ILocator Detail => Page.GetByRole(AriaRole.Region, new() { Name = "Details" });

    private ILocator Grid => Page.GetByRole(AriaRole.Grid, new() { Name = "Exchanges" });

    [Fact]
    public async Task Recording_OpenedFromTheLibrary_IsPagedToItsEnd()
    {
        await Dashboard.SampleAsync();
        await GoAsync("/recordings");
        await Link("Sample").ClickAsync();
        await Expect(Page.Locator(".page-head")).ToContainTextAsync($"Exchanges{SampleTraffic.Count}");
        await Expect(Grid).ToHaveAttributeAsync("aria-rowcount", $"{SampleTraffic.Count + 1}");
        await Expect(Row("/page/1").First).ToContainTextAsync("GET");
        await Expect(Page.Locator(".grid-row")).Not.ToHaveCountAsync(SampleTraffic.Count); // only what is near the view is there
        await Grid.HoverAsync();
        await Page.Mouse.WheelAsync(0, 100_000);
        await Expect(Row("/status/500")).ToBeInViewportAsync();
        await Expect(Row("/status/500")).ToHaveAttributeAsync("aria-rowindex", $"{SampleTraffic.Count + 1}");
        await Expect(Page.Locator(".grid-foot")).ToContainTextAsync($"– {SampleTraffic.Count} of {SampleTraffic.Count}");
    }

    [Fact]
    public async Task Filter_ByTextMethodAndStatus_ShowsWhatMatches()
    {
        await GoAsync($"/recordings/{await Dashboard.SampleAsync()}");
        await Page.Locator("[data-ready] #filter").FillAsync("orders");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.Locator(".query .count")).ToContainTextAsync("2 matches");
        await Field("Method").SelectOptionAsync("DELETE");
        await Expect(Page.Locator(".query .count")).ToContainTextAsync("1 match");
        await Button("5xx").ClickAsync();
        await Expect(Page.GetByText($"The filter hides all {SampleTraffic.Count} exchanges.")).ToBeVisibleAsync();
        await Button("Clear the filter").First.ClickAsync();
        await Expect(Page.Locator(".query .count")).ToContainTextAsync($"{SampleTraffic.Count} exchanges");
    }

    [Fact]
    public async Task Json_FoldedAndSearched_ShowsWhatIsFoundInIt()
    {
        await OpenAsync("/orders", "POST");
        var json = Detail.Locator(".code.json");
        await Expect(json.Locator(".code-line")).Not.ToHaveCountAsync(0);
        var lines = await json.Locator(".code-line:visible").CountAsync();
        var find = Detail.GetByLabel("Find in this body");
        await Button("Fold all").ClickAsync();
        var folded = await json.Locator(".code-line:visible").CountAsync();
        Assert.True(folded < lines, $"{folded} of {lines} lines are left.");
        var key = await json.Locator(".code-line[hidden] .j-k").First.EvaluateAsync<string>("element => element.textContent.slice(1, -1)");
        await find.FillAsync(key.ToUpperInvariant());
        await Expect(Detail.Locator(".body-find output")).ToHaveTextAsync(new Regex("^1 of [0-9]+$"));
        await Expect(json.Locator(".code-line:visible .j-k", new() { HasTextRegex = new Regex($"^\"{key}\"$") }).First).ToBeVisibleAsync();
        await find.FillAsync("no such text");
        await Expect(Detail.Locator(".body-find output")).ToHaveTextAsync("none");
        await find.FillAsync(": ");
        await Expect(Detail.Locator(".body-find output")).ToHaveTextAsync(new Regex("^1 of "));
        await find.PressAsync("Shift+Enter");
        await Expect(Detail.Locator(".body-find output")).ToHaveTextAsync(new Regex("^([0-9]+) of \\1$"));
        await Button("Unfold all").ClickAsync();
        await Expect(json.Locator(".code-line:visible")).ToHaveCountAsync(lines);
    }

    [Fact]
    public async Task Exchanges_MarkedAndCompared_StandSideBySide()
    {
        await MarkAsync();
        await PressAsync("m");
        await Expect(Page.Locator("h1")).ToHaveTextAsync(new Regex("^Exchanges [0-9]+ and [0-9]+$"));
        await Expect(Page.Locator(".cmp-row.differs").First).ToContainTextAsync("POST /orders HTTP/1.1");
        await Page.Keyboard.PressAsync("n");
        await Expect(Page.Locator("[data-difference]").First).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("p");
        await Expect(Page.Locator("[data-difference]").Last).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Focus_MovedInTheMomentThePageComesIntoView_StaysThere()
    {
        await Page.AddInitScriptAsync("""
            addEventListener("DOMContentLoaded", () => {
              const arrive = window.tapedeck?.arrive;
              if (arrive) { tapedeck.arrive = () => { arrive(); document.documentElement.dataset.arrived = location.pathname; }; }
            });
            """);
        await MarkAsync();
        await PressOnSightAsync("[data-difference]", "n");
        await PressAsync("m");
        await Expect(Page.Locator("[data-difference]").First).ToBeFocusedAsync();
        await Expect(Page.Locator("html[data-arrived*='/compare']")).ToBeAttachedAsync();
        await Expect(Page.Locator("[data-difference]").First).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Columns_Chosen_AreThereAgainAfterALoad()
    {
        var address = $"/recordings/{await Dashboard.SampleAsync()}";
        await GoAsync(address);
        await Button("Columns").ClickAsync();
        await Page.Locator(".column-menu").GetByText("Host", new() { Exact = true }).ClickAsync();
        await Page.Locator(".column-menu").GetByText("Client", new() { Exact = true }).ClickAsync();
        await Button("Move Path to the left").ClickAsync();
        string[] chosen = ["Method", "Path", "Status", "Latency", "Size", "Time", "Client"];
        await Expect(Page.GetByRole(AriaRole.Columnheader)).ToHaveTextAsync(chosen);
        Assert.Empty(await Page.FindFaultsAsync());
        await GoAsync(address);
        await Expect(Page.GetByRole(AriaRole.Columnheader)).ToHaveTextAsync(chosen);
        await Expect(Row("/page/1").First).ToContainTextAsync("127.0.0.1");
    }

    [Fact]
    public async Task Columns_WidenedByMouseAndKeys_KeepTheirWidths()
    {
        var address = $"/recordings/{await Dashboard.SampleAsync()}";
        await GoAsync(address);
        var head = Page.GetByRole(AriaRole.Columnheader, new() { Name = "Host" });
        var usual = await WidthAsync(head);
        var edge = (await head.Locator(".edge").BoundingBoxAsync())!;
        var (x, y) = (edge.X + (edge.Width / 2), edge.Y + (edge.Height / 2));
        await Page.Mouse.MoveAsync(x, y);
        await Page.Mouse.DownAsync();
        await Page.Mouse.MoveAsync(x + 60, y, new() { Steps = 3 });
        await Expect(head).ToHaveJSPropertyAsync("offsetWidth", usual + 60);
        await Page.Mouse.UpAsync();
        await Expect(Page.GetByRole(AriaRole.Grid)).ToHaveAttributeAsync("style", new Regex($" {usual + 60}px "));

        await head.GetByRole(AriaRole.Button).FocusAsync();
        await Page.Keyboard.PressAsync("Shift+ArrowLeft");
        await Expect(head).ToHaveJSPropertyAsync("offsetWidth", usual + 44);
        Assert.Empty(await Page.FindFaultsAsync());
        await GoAsync(address);
        await Expect(head).ToHaveJSPropertyAsync("offsetWidth", usual + 44);
        Assert.Equal(usual + 44, await WidthAsync(Row("/page/1").First.Locator("[data-field=host]")));

        await head.Locator(".edge").DblClickAsync();
        await Expect(head).ToHaveJSPropertyAsync("offsetWidth", usual);
    }

    private static async Task<int> WidthAsync(ILocator cell) => await cell.EvaluateAsync<int>("cell => cell.offsetWidth");

    [Fact]
    public async Task Related_OfARequestInTheMiddle_ShowsThoseAroundItAndLeadsToThem()
    {
        await OpenAsync("/page/150", "GET", "Related");
        var connection = Detail.GetByRole(AriaRole.Region, new() { Name = "Same connection" });
        await Expect(connection.Locator("tr.chosen")).ToContainTextAsync("/page/150");
        await Expect(connection.Locator("tbody tr")).ToHaveCountAsync(9);
        Assert.Empty(await Page.FindFaultsAsync());
        await connection.GetByRole(AriaRole.Button, new() { Name = "/page/151", Exact = true }).ClickAsync();
        await Expect(Detail.Locator("h2")).ToHaveTextAsync("/page/151");
        await Expect(connection.Locator("tr.chosen")).ToContainTextAsync("/page/151");
        await connection.GetByRole(AriaRole.Link, new() { Name = "Show all" }).ClickAsync();
        await Expect(Page.Locator("#filter")).ToHaveValueAsync(new Regex("^connection="));
    }

    [Fact]
    public async Task Replayed_AfterAReplay_LeadsToWhatCameBackBesideWhatWasRecorded()
    {
        await using var target = await NginxServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        var replay = await Dashboard.Api.StartReplayAsync(await Dashboard.SampleAsync(), target.Url);
        await Dashboard.Api.FollowAsync($"/replays/{replay}");

        await OpenAsync("/page/150", "GET", "Replayed");
        var result = Detail.Locator($".replayed tr:has(a[href*='{replay}'])");
        await Expect(result).ToContainTextAsync("200");
        Assert.Empty(await Page.FindFaultsAsync());
        await result.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(Page).ToHaveURLAsync(new Regex($"/replays/{replay}\\?n=[0-9]+&tab=diff$"));
        await Expect(Detail.Locator(".detail-head h2")).ToHaveTextAsync("/page/150");
        await Expect(Detail.Locator(".heads")).ToContainTextAsync(new Regex("Recorded.*/page/150[\\s\\S]*Replayed.*/page/150"));
        await Page.GoBackAsync();
        await Expect(Detail.GetByRole(AriaRole.Tab, new() { Name = "Replayed" })).ToHaveAttributeAsync("aria-selected", "true");
        await Page.GoForwardAsync();
        await Expect(Detail.GetByRole(AriaRole.Tab, new() { Name = "Diff" })).ToHaveAttributeAsync("aria-selected", "true");
    }

    [Fact]
    public async Task Overview_OfAnExchange_SaysWhatIsKnownAndFiltersByIt()
    {
        await OpenAsync("/status/404", "GET", "Overview");
        var response = Detail.GetByRole(AriaRole.Region, new() { Name = "Response", Exact = true });
        await Expect(response).ToContainTextAsync("404Not Found");
        await Expect(Detail.GetByRole(AriaRole.Region, new() { Name = "Connection", Exact = true })).ToContainTextAsync("127.0.0.1");
        Assert.Empty(await Page.FindFaultsAsync());
        await response.Locator("dd[data-field=status]").HoverAsync();
        await Button("Only exchanges with this status").ClickAsync();
        await Expect(Page.Locator("#filter")).ToHaveValueAsync("/status/404 status=404");
        await Detail.Locator("dd[data-field=latency]").HoverAsync();
        await Button("No exchanges with this latency or more").ClickAsync();
        await Expect(Page.Locator("#filter")).ToHaveValueAsync(new Regex("^/status/404 status=404 -latency>=[0-9]+us$"));
        await Expect(Page.GetByText($"The filter hides all {SampleTraffic.Count} exchanges.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Headers_InWireOrder_AreShownForBothMessages()
    {
        await OpenAsync("/orders", "POST");
        await Expect(Detail.Locator(".start-line")).ToHaveTextAsync("POST /orders HTTP/1.1");
        await Expect(Detail.Locator(".headers dt")).ToHaveTextAsync(["Host", "User-Agent", "Content-Type", "Accept", "Content-Length"]);
        await Expect(Detail.Locator(".headers dd").First).ToHaveTextAsync(new Regex(@"^127\.0\.0\.1:\d+$"));
        await TabAsync("Response");
        await Expect(Detail.Locator(".start-line")).ToHaveTextAsync("HTTP/1.1 200 OK");
        await Expect(Detail.Locator(".headers dt").First).ToHaveTextAsync("Server");
        await TabAsync("Timing");
        await Expect(Detail.GetByText("Response, last packet")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task JsonBody_KeepsOrderAndDigits_AndFolds()
    {
        await OpenAsync("/orders", "POST");
        var json = Detail.GetByRole(AriaRole.Group, new() { Name = "JSON" });
        await Expect(json).ToContainTextAsync("9007199254740993");
        await Expect(json.Locator(".j-k")).ToHaveTextAsync(["\"order\"", "\"name\"", "\"lines\"", "\"sku\"", "\"price\"", "\"sku\"", "\"price\""]);
        await json.GetByRole(AriaRole.Button, new() { Name = "Fold line 4" }).ClickAsync();
        await Expect(json).ToContainTextAsync("2 values");
        await Detail.GetByRole(AriaRole.Button, new() { Name = "Text", Exact = true }).ClickAsync();
        await Expect(Detail.Locator("pre")).ToHaveTextAsync(SampleTraffic.Order);
    }

    [Fact]
    public async Task GzipBody_IsUnpacked()
    {
        await OpenAsync("/gzip.json", "GET", "Response");
        await Expect(Detail.Locator(".section-head").Last).ToContainTextAsync("gzip");
        await Expect(Detail.GetByRole(AriaRole.Group, new() { Name = "JSON" })).ToContainTextAsync("café");
    }

    [Fact]
    public async Task FormBody_IsShownAsFields()
    {
        await OpenAsync("/contact", "POST");
        await Expect(Detail.Locator(".form dt")).ToHaveTextAsync(["name", "city"]);
        await Expect(Detail.Locator(".form dd")).ToHaveTextAsync(["Jürgen M", "K&L"]);
    }

    [Fact]
    public async Task MultipartBody_IsShownAndDownloadedPartByPart()
    {
        await OpenAsync("/attachments", "POST");
        var parts = Detail.Locator(".body-part");
        await Expect(parts).ToContainTextAsync(["14 B", "JSON"]);
        await Expect(parts.Locator(".part-name .mono")).ToHaveTextAsync(["city", "Köln am Rhein", "order", "order <1>.json"]);
        await parts.Nth(1).Locator(".part-name").ClickAsync();
        await Expect(parts.Nth(1).GetByRole(AriaRole.Group, new() { Name = "JSON" })).ToContainTextAsync("9007199254740993");
        await parts.Nth(1).GetByLabel("Find in this body").FillAsync("sku");
        await Expect(parts.Nth(1).Locator("output")).ToHaveTextAsync("1 of 2");
        var download = await Page.RunAndWaitForDownloadAsync(() => Button("Download part 2").ClickAsync());
        Assert.Equal("order 1.json", download.SuggestedFilename);
        Assert.StartsWith("{\"order\": 9007199254740993,", await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Empty(await Page.FindFaultsAsync());
    }

    [Fact]
    public async Task ImageBody_IsAPicture_AndItsBytesInHex()
    {
        await OpenAsync("/image.png", "GET", "Response");
        var image = Detail.GetByRole(AriaRole.Img, new() { Name = "The body, an image" });
        await Expect(image).ToHaveJSPropertyAsync("naturalWidth", 1);
        await Detail.GetByRole(AriaRole.Button, new() { Name = "Hex", Exact = true }).ClickAsync();
        await Expect(Detail.Locator("pre.hex")).ToContainTextAsync("0000  89 50 4e 47 0d 0a 1a 0a");
    }

    [Fact]
    public async Task BinaryBody_IsHex_AndTheWholeMessageRawAndHex()
    {
        await OpenAsync("/binary", "GET", "Response");
        await Expect(Detail.Locator("pre.hex")).ToContainTextAsync("0000  00 07 0e 15 1c 23");
        await TabAsync("Raw");
        await Expect(Detail.Locator("pre")).ToContainTextAsync("GET /binary HTTP/1.1");
        await Detail.GetByRole(AriaRole.Button, new() { Name = "Response", Exact = true }).ClickAsync();
        await Expect(Detail.Locator("pre")).ToContainTextAsync("HTTP/1.1 200 OK");
        await TabAsync("Hex");
        await Expect(Detail.Locator("pre.hex")).ToContainTextAsync("0000  47 45 54 20 2f 62 69 6e 61 72 79");
    }

    /// <summary>One exchange marked, the other in view.</summary>
    private async Task MarkAsync()
    {
        await OpenAsync("/orders", "POST");
        await PressAsync("m");
        await Expect(Button("Mark to compare")).ToHaveAttributeAsync("aria-pressed", "true");
        await Row("/orders/7").ClickAsync();
        await Expect(Detail.Locator("h2")).ToHaveTextAsync("/orders/7");
    }

    private ILocator Row(string text) => Page.Locator(".grid-row").Filter(new() { HasText = text });

    private async Task OpenAsync(string target, string method, string tab = "Request")
    {
        await GoAsync($"/recordings/{await Dashboard.SampleAsync()}?q={Uri.EscapeDataString(target)}&m={method}");
        await Row(target).First.ClickAsync();
        await Expect(Detail.Locator("h2")).ToHaveTextAsync(target);
        await TabAsync(tab);
    }

    private async Task TabAsync(string name)
    {
        var tab = Detail.GetByRole(AriaRole.Tab, new() { Name = name });
        await tab.ClickAsync();
        await Expect(tab).ToHaveAttributeAsync("aria-selected", "true");
    }
}
