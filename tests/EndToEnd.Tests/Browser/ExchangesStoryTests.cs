using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TapeDeck.TestKit;
using static Microsoft.Playwright.Assertions;

namespace TapeDeck.EndToEnd.Tests.Browser;

/// <summary>A recording is opened, paged through, filtered, compared and related: everything about its exchanges but their bodies.</summary>
public sealed class ExchangesStoryTests(Dashboard dashboard) : ExchangesStory(dashboard)
{
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

    /// <summary>One exchange marked, the other in view.</summary>
    private async Task MarkAsync()
    {
        await OpenAsync("/orders", "POST");
        await PressAsync("m");
        await Expect(Button("Mark to compare")).ToHaveAttributeAsync("aria-pressed", "true");
        await Row("/orders/7").ClickAsync();
        await Expect(Detail.Locator("h2")).ToHaveTextAsync("/orders/7");
    }
}
