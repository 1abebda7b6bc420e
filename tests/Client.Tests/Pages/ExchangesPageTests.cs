using Bunit;
using TapeDeck.Client.Components;
using TapeDeck.Client.Navigation;
using TapeDeck.Client.Pages.Exchanges;
using TapeDeck.Client.Ports;
using TapeDeck.Client.Tests.Fakes;

namespace TapeDeck.Client.Tests.Pages;

public sealed class ExchangesPageTests : PageTest
{
    public ExchangesPageTests() => Recordings.Recordings.Add(FakeRecordings.Recording("a", "Evening peak"));

    [Fact]
    public void Page_WithAMillionRows_RendersFewAndSaysHowMany()
    {
        var page = Open("");

        Assert.InRange(page.FindAll(".grid-row").Count, 20, 300);
        Assert.Equal("1000001", page.Find("[role=grid]").GetAttribute("aria-rowcount"));
        Assert.Equal("2", page.Find(".grid-row").GetAttribute("aria-rowindex"));
        Assert.Contains("1,000,000", page.Find(".query-bar .count").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Address_WithSelectionTabFilterAndPosition_RestoresThem()
    {
        var page = Open("?q=checkout%20status:5xx&n=49&tab=response&top=40");

        Assert.Equal("Response", page.Find("[role=tab][aria-selected=true]").TextContent);
        Assert.Equal("HTTP/1.1 502 Bad Gateway", page.Find(".start-line").TextContent);
        Assert.Equal("checkout status:5xx", page.Find("#filter").GetAttribute("value"));
        Assert.Equal("checkout status:5xx", Recordings.Queries[^1].Query.Text);
        Assert.Equal("5xx", page.Find("[aria-label=Status] [aria-pressed=true]").TextContent);
        Assert.Contains(page.FindAll(".grid-row"), row => row.GetAttribute("aria-rowindex") == "42");
    }

    [Fact]
    public async Task Selection_AnswerComesLate_DoesNotReplaceTheLaterOne()
    {
        var page = Open("?n=2");
        var late = new TaskCompletionSource();
        Recordings.Finding = number => number == 3 ? late.Task : Task.CompletedTask;
        await page.InvokeAsync(() => Navigation.NavigateTo("/recordings/a?n=3"));
        await page.InvokeAsync(() => Navigation.NavigateTo("/recordings/a?n=4"));
        page.WaitForAssertion(() => Assert.Equal(SampleTraffic.Content(4).Summary.Target, page.Find(".detail h2").GetAttribute("title")));
        await page.InvokeAsync(late.SetResult);
        await page.InvokeAsync(() => page.Render());
        Assert.Equal(SampleTraffic.Content(4).Summary.Target, page.Find(".detail h2").GetAttribute("title"));
    }

    [Fact]
    public void Endpoints_View_ListsThemAndARowLeadsToItsExchanges()
    {
        var page = Open("?view=endpoints");
        page.WaitForElements(".endpoints tbody tr");

        Assert.Equal("descending", page.Find("th[aria-sort]:not([aria-sort=none])").GetAttribute("aria-sort"));
        Assert.Equal(["GET", "GET", "POST"], page.FindAll(".endpoints .method").Select(cell => cell.TextContent));
        page.FindAll(".endpoints th .sort").Single(button => button.TextContent.Trim() == "p95").Click();
        Assert.Contains("sort=-p95", Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal("/v2/payments/authorize", page.Find(".endpoints .link-button").TextContent);

        page.Find(".endpoints .link-button").Click();
        page.WaitForElement("[role=grid]");
        Assert.Equal("POST pay.shop.example /v2/payments/authorize", Recordings.Queries[^1].Endpoint?.ToString());
        Assert.Contains("POST /v2/payments/authorize", page.Find(".range-chip").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Recording_BeingIndexed_ShowsHowFarItIsAndCanBeStopped()
    {
        Recordings.Recordings[0] = Recordings.Recordings[0] with { State = RecordingState.Indexing, Indexing = new IndexingProgress(0.43, 430_000, 310_000, TimeSpan.FromSeconds(20)) };
        var page = Open("");

        Assert.Equal("43", page.Find(".indexing [role=progressbar]").GetAttribute("aria-valuenow"));
        page.Find(".indexing button").Click();
        page.WaitForAssertion(() => Assert.Contains("The indexing was stopped", page.Find(".banner").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void Recording_NotIndexed_CanBeIndexed()
    {
        Recordings.Recordings[0] = Recordings.Recordings[0] with { State = RecordingState.Unindexed };
        var page = Open("");

        page.Find(".banner button").Click();
        page.WaitForElement(".indexing");
    }

    [Fact]
    public async Task Keys_JAndK_MoveTheSelectionAndTheDetailFollows()
    {
        var page = Open("");

        await Press(page, ShortcutId.Next, ShortcutId.Next, ShortcutId.Next, ShortcutId.Previous);

        Assert.EndsWith("?n=1", Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal("3", page.Find("[aria-selected=true][role=row]").GetAttribute("aria-rowindex"));
        Assert.Contains(SampleTraffic.Summary(1).Target, page.Find(".detail h2").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_EscapeAndBrackets_CloseAndTurnTabs()
    {
        var page = Open("?n=1");

        await Press(page, ShortcutId.NextTab, ShortcutId.NextTab);
        Assert.Equal("Response", page.Find("[role=tab][aria-selected=true]").TextContent);
        await Press(page, ShortcutId.PreviousTab, ShortcutId.PreviousTab, ShortcutId.PreviousTab);
        Assert.Equal("Replayed", page.Find("[role=tab][aria-selected=true]").TextContent);
        await Press(page, ShortcutId.Close);

        Assert.Empty(page.FindAll(".detail"));
        Assert.EndsWith("/recordings/a", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_Run_FiltersAndGoesIntoTheAddress()
    {
        var page = Open("?top=5000");

        await page.InvokeAsync(() => page.FindComponent<QueryBar>().Instance.Run(" path:/login "));

        Assert.EndsWith("?q=path%3A%2Flogin", Navigation.Uri, StringComparison.Ordinal);
        Assert.All(page.FindAll(".grid-row"), row => Assert.Contains("/login", row.TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Query_ThatIsWrong_KeepsTheListAndPointsAtItsColumn()
    {
        var page = Open("?q=path:/login");
        var before = page.FindAll(".grid-row").Count;

        await page.InvokeAsync(() => page.FindComponent<QueryBar>().Instance.Run("path:/login latency>250"));

        Assert.EndsWith("?q=path:/login", Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal(before, page.FindAll(".grid-row").Count);
        Assert.Equal("true", page.Find("#filter").GetAttribute("aria-invalid"));
        var said = page.Find("#" + page.Find("#filter").GetAttribute("aria-describedby"));
        Assert.Contains("250ms", said.TextContent, StringComparison.Ordinal);
        Assert.Contains("--at: 20;", said.GetAttribute("style")!, StringComparison.Ordinal);

        await page.InvokeAsync(() => page.FindComponent<QueryBar>().Instance.Typed("path:/login latency>250ms", 25));
        Assert.Empty(page.FindAll(".query-fault"));
    }

    [Fact]
    public void Address_WithAWrongQuery_SaysSoOverTheWholeList()
    {
        var page = Open("?q=status:oops");

        Assert.Contains("404, 5xx or none", page.Find(".query-fault").TextContent, StringComparison.Ordinal);
        Assert.NotEmpty(page.FindAll(".grid-row"));
    }

    [Fact]
    public async Task Controls_BesideTheQuery_WriteIntoIt()
    {
        var page = Open("?q=orders");

        page.Find("select[aria-label=Method]").Change("POST");
        page.FindAll(".seg button").Single(button => button.TextContent == "5xx").Click();
        Assert.EndsWith("?q=orders%20method%3APOST%20status%3A5xx", Navigation.Uri, StringComparison.Ordinal);
        page.FindAll(".seg button").Single(button => button.TextContent == "None").Click();
        page.Find("select[aria-label=Method]").Change("");
        Assert.EndsWith("?q=orders%20status%3Anone", Navigation.Uri, StringComparison.Ordinal);

        await page.InvokeAsync(() => page.FindComponent<QueryBar>().Instance.Filter("host", "a \"b\" \\ é", true));
        Assert.Equal("orders status:none -host=\"a \\\"b\\\" \\\\ é\"", Recordings.Queries[^1].Query.Text);
    }

    [Fact]
    public async Task Typing_AFieldAnOperatorAndAValue_OffersEach()
    {
        var page = Open("");
        var bar = page.FindComponent<QueryBar>().Instance;

        await page.InvokeAsync(() => bar.Typed("orders met", 10));
        Assert.Equal("method", page.Find("[role=option] .mono").TextContent);
        Assert.Equal("true", page.Find("#filter").GetAttribute("aria-expanded"));
        var edited = await page.InvokeAsync(() => bar.Choose("orders met", 0));
        Assert.Equal(new EditedText("orders method", 13), edited);

        await page.InvokeAsync(() => bar.Typed(edited.Text, edited.Caret));
        Assert.Equal("method:", page.Find("[role=option] .mono").TextContent);
        await page.InvokeAsync(() => bar.Typed("orders method:p", 15));
        Assert.Equal("POST", page.Find("[role=option] .mono").TextContent);
        Assert.Equal("orders method:POST ", (await page.InvokeAsync(() => bar.Choose("orders method:p", 0))).Text);
        Assert.Empty(page.FindAll("[role=option].mono"));
    }

    [Fact]
    public void Search_ThatGoesOn_SaysHowFarAndCanBeStopped()
    {
        Recordings.Search = new SearchState(0.43, false);
        var page = Open("?q=path:/login");

        Assert.Contains("43 % searched", page.Find(".query .count").TextContent, StringComparison.Ordinal);
        page.Find(".query .count button").Click();
        Assert.Equal("path:/login", Assert.Single(Recordings.Stopped).Query.Text);

        Recordings.Search = new SearchState(1, true);
        Time.Advance(TimeSpan.FromMilliseconds(300));
        page.WaitForAssertion(() => Assert.Contains("matches", page.Find(".query .count").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void Filter_HidingAll_SaysSoAndOffersToClear()
    {
        var page = Open("?q=nowhere");
        Assert.Equal("The filter hides all 1,000,000 exchanges.", page.Find(".state .say").TextContent);

        page.Find(".state button").Click();

        Assert.Empty(page.FindAll(".state"));
        Assert.EndsWith("/recordings/a", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void Reading_ThatFails_IsShownInTheListAndTriedAgain()
    {
        Recordings.Failure = new IOException("Index is being rebuilt.");
        var page = Open("");
        Assert.Contains("Index is being rebuilt.", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);

        Recordings.Failure = null;
        page.Find("[role=alert] button").Click();

        Assert.NotEmpty(page.FindAll(".grid-row"));
    }

    [Fact]
    public void Page_DrawnAgainWhileTheListIsRead_ReadsItOnceAndShowsIt()
    {
        Recordings.Gate = new TaskCompletionSource();
        var page = Open("?q=login&n=8");

        page.Render();
        page.Render();
        Recordings.Gate.SetResult();

        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".grid-row")));
        Assert.Single(Recordings.Queries);
    }

    [Fact]
    public void Histogram_OfTheRecording_NamesEveryBar()
    {
        var bars = Open("").FindAll(".bars [role=option]");

        Assert.Equal(10, bars.Count);
        Assert.Equal("18:00:03, 91 exchanges, 4 errors", bars[1].GetAttribute("aria-label"));
    }

    [Fact]
    public async Task Histogram_RangeDragged_IsInTheAddressAndInTheQueryUntilReset()
    {
        var page = Open("?top=40");

        await page.InvokeAsync(() => page.FindComponent<Histogram>().Instance.Dragged(4, 2));

        Assert.EndsWith("?from=1773770406000&to=1773770415000", Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal((SampleTraffic.Start + 6_000_000_000, SampleTraffic.Start + 15_000_000_000), (Recordings.Queries[^1].From, Recordings.Queries[^1].To));
        Assert.Equal(["false", "false", "true", "true", "true", "false"], page.FindAll(".bars [role=option]").Take(6).Select(bar => bar.GetAttribute("aria-selected")));
        Assert.Contains("18:00:06 – 18:00:15 UTC", page.Find(".range-chip").TextContent, StringComparison.Ordinal);

        page.Find(".histogram .reset").Click();
        Assert.EndsWith("/recordings/a", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void Histogram_ShiftAndArrows_GrowTheRange()
    {
        var page = Open("");
        var bars = page.Find(".bars");

        bars.KeyDown("ArrowRight");
        bars.KeyDown(new Microsoft.AspNetCore.Components.Web.KeyboardEventArgs { Key = "ArrowRight", ShiftKey = true });
        bars.KeyDown(new Microsoft.AspNetCore.Components.Web.KeyboardEventArgs { Key = "ArrowRight", ShiftKey = true });

        Assert.EndsWith("?from=1773770403000&to=1773770412000", Navigation.Uri, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(3, 5)]
    [InlineData(50, 50)]
    [InlineData(51, 100)]
    [InlineData(1001, 2000)]
    public void RoundUp_OfACount_IsAScalePeopleRead(long count, long top) => Assert.Equal(top, Histogram.RoundUp(count));

    [Fact]
    public void Page_OfAnUnknownRecording_SaysSo()
    {
        var page = Context.Render<ExchangesPage>(parameters => parameters.Add(page => page.Id, "gone"));

        Assert.Equal("There is no recording at this address.", page.Find(".state .say").TextContent);
    }

    [Fact]
    public void Page_OfAnEmptyRecording_SaysWhyItMayBeEmpty()
    {
        Recordings.Recordings[0] = FakeRecordings.Recording("a", "Nothing", 0);

        Assert.Equal("This recording holds no exchange.", Open("").Find(".state .say").TextContent);
    }

    [Fact]
    public void Response_WithScript_IsOnlyText()
    {
        var number = Enumerable.Range(0, 100).First(n => SampleTraffic.Summary(n).Status == 502);

        var page = Open($"?n={number}&tab=response");

        Assert.Empty(page.FindAll(".detail script"));
        Assert.Contains("<script>window.__xss = 1</script>", page.Find(".code pre").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_WithMarkup_StayText()
    {
        Recordings.Recordings[0] = FakeRecordings.Recording("a", "<img src=x onerror=alert(1)>");
        Recordings.Content = number =>
        {
            var content = SampleTraffic.Content(number);
            var summary = content.Summary with { Target = "/<script>window.__xss=1</script>", Host = "\"><svg onload=alert(1)>", Method = "<b>" };
            return SampleTraffic.Content(summary);
        };

        var page = Open("?n=0");

        Assert.Empty(page.FindAll("script, .page-head img, .grid svg[onload]"));
        Assert.Contains("<script>", page.Find(".grid-row .mono").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Recording_ThatGrew_ShowsTheNewCount()
    {
        var page = Open("");

        Recordings.Recordings[0] = FakeRecordings.Recording("a", "Evening peak", 1_000_500, RecordingState.Recording);
        Recordings.Notify();
        Time.Advance(TimeSpan.FromMilliseconds(100));

        page.WaitForAssertion(() => Assert.Equal("1000501", page.Find("[role=grid]").GetAttribute("aria-rowcount")));
    }

    [Fact]
    public void Related_OfAnExchange_ListsItsConnectionAndItsClient()
    {
        var page = Open("?n=49&tab=related");
        page.WaitForElements("[aria-label='Same client'] tbody tr");

        Assert.Equal("Related", page.Find("[role=tab][aria-selected=true]").TextContent);
        Assert.Contains(Recordings.Queries, query => query.Query.Text.StartsWith("connection=", StringComparison.Ordinal));
        Assert.Contains(Recordings.Queries, query => query.Query.Text.StartsWith("client=", StringComparison.Ordinal));
        Assert.Contains("q=client%3D", page.Find("[aria-label='Same client'] .section-head a").GetAttribute("href"), StringComparison.Ordinal);
        page.FindAll("[aria-label='Same connection'] .link-button")[0].Click();
        Assert.Contains("tab=related", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void Replayed_OfAnExchange_ListsWhatBecameOfItAndLeadsThere()
    {
        Results.Total = 60;
        Runs.Runs.Add(FakeRuns.Replay("r1", "Staging") with { RecordingId = "a" });
        Runs.Runs.Add(FakeRuns.Replay("r2", "Of another") with { RecordingId = "b" });
        var page = Open("?n=49&tab=replayed");

        var row = page.WaitForElement(".replayed tbody tr");
        Assert.Single(page.FindAll(".replayed tbody tr"));
        Assert.Equal("/replays/r1?n=49&tab=diff", row.QuerySelector("a")!.GetAttribute("href"));
        Assert.Contains("Of all replays of this recording.", page.Find(".tab-body").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Replayed_NeverReplayed_SaysSoAndOffersIt()
    {
        var page = Open("?n=49&tab=replayed");
        page.WaitForAssertion(() => Assert.Contains("This recording was not replayed yet.", page.Find(".tab-body").TextContent, StringComparison.Ordinal));
        Assert.Equal("/replays/new?recording=a", page.Find(".tab-body a").GetAttribute("href"));
    }

    private IRenderedComponent<ExchangesPage> Open(string query)
    {
        Navigation.NavigateTo("/recordings/a" + query);
        return Context.Render<ExchangesPage>(parameters => parameters.Add(page => page.Id, "a"));
    }

    private async Task Press(IRenderedComponent<ExchangesPage> page, params ShortcutId[] ids)
    {
        foreach (var id in ids)
        {
            await page.InvokeAsync(() => Shortcuts.PressAsync(id));
        }
    }
}
