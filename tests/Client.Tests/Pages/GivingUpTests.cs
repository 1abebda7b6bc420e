using Bunit;
using TapeDeck.Client.Navigation;
using TapeDeck.Client.Pages.Exchanges;
using TapeDeck.Client.Pages.Replays;
using TapeDeck.Client.Tests.Fakes;
using TapeDeck.Engine.Runs;

namespace TapeDeck.Client.Tests.Pages;

/// <summary>Lists whose rows take long are said to, and can be given up for the former ones.</summary>
public sealed class GivingUpTests : PageTest
{
    private const long Exchanges = 8_207_041;

    public GivingUpTests() => Recordings.Recordings.Add(FakeRecordings.Recording("evening", "Evening peak", Exchanges));

    [Fact]
    public async Task Sort_TakingLong_SaysSoKeepsTheRowsAndIsGivenUpForTheFormerOrder()
    {
        var page = Open("?n=3&top=2");
        var rows = Rows(page);
        await HoldAsync(page, () => page.FindAll("[role=columnheader] button").Single(button => button.TextContent.Trim() == "Latency").Click());

        Assert.Contains("order=", Navigation.Uri, StringComparison.Ordinal);
        Assert.Contains("Sorting 8,207,041 exchanges…", page.Find(".list .waiting").TextContent, StringComparison.Ordinal);
        Assert.Equal("true", page.Find("[data-grid]").GetAttribute("aria-busy"));
        Assert.Equal(rows, Rows(page));
        var asked = Recordings.Queries.Count;

        await GiveUpAsync(page);

        Assert.EndsWith("/recordings/evening?n=3&top=2", Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal(rows, Rows(page));
        Assert.Empty(page.FindAll(".list .waiting"));
        Assert.Equal("false", page.Find("[data-grid]").GetAttribute("aria-busy"));
        Assert.Equal(asked, Recordings.Queries.Count); // the rows are there: nothing is read again
        Assert.True(Recordings.Asked[^1].IsCancellationRequested);
        Assert.Contains("8,207,041", page.Find(".query-bar .count").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sort_TakingLong_SaysHowFarItIs()
    {
        var page = Open("");
        Recordings.Progress = 0.62;
        await HoldAsync(page, () => page.FindAll("[role=columnheader] button").Single(button => button.TextContent.Trim() == "Latency").Click());
        page.WaitForAssertion(() => Assert.Equal("62 %, 1 s", page.Find(".list .waiting .dim").TextContent));
        Assert.Equal("--done: 62%", page.Find(".list .waiting").GetAttribute("style"));
    }

    [Fact]
    public async Task Filter_TakingLong_IsGivenUpForTheFormerOne()
    {
        var page = Open("?q=checkout");
        var found = page.Find(".query-bar .count").TextContent;
        await HoldAsync(page, () => page.FindAll("button").Single(button => button.TextContent == "5xx").Click());
        Assert.Contains("Filtering 8,207,041 exchanges…", page.Find(".list .waiting").TextContent, StringComparison.Ordinal);

        await GiveUpAsync(page);

        Assert.EndsWith("/recordings/evening?q=checkout", Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal(found, page.Find(".query-bar .count").TextContent);
    }

    [Fact]
    public async Task Filter_OfAnAddress_IsGivenUpForTheWholeRecording()
    {
        Recordings.Gate = new TaskCompletionSource();
        var page = Open("?q=checkout&order=-latency");
        Advance(1000);
        Assert.NotEmpty(page.FindAll(".list .loading"));
        Recordings.Gate = null;

        await GiveUpAsync(page);

        Assert.EndsWith("/recordings/evening", Navigation.Uri, StringComparison.Ordinal);
        Assert.NotEmpty(page.FindAll(".grid-row"));
    }

    [Fact]
    public async Task Filter_AnsweredAfterASecond_ShowsItsRows()
    {
        var page = Open("");
        var answer = await HoldAsync(page, () => page.FindAll("button").Single(button => button.TextContent == "5xx").Click());
        await page.InvokeAsync(answer.SetResult);
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".list .waiting")));
        Assert.All(page.FindAll(".grid-row .status"), status => Assert.StartsWith("5", status.TextContent.Trim(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Change_OfTheRecording_DoesNotBeginTheQuestionAnew()
    {
        var page = Open("");
        await HoldAsync(page, () => page.FindAll("button").Single(button => button.TextContent == "5xx").Click());
        var asked = Recordings.Queries.Count;
        Recordings.Recordings[0] = Recordings.Recordings[0] with { Exchanges = Exchanges + 1 };
        Recordings.Notify();
        Advance(500);
        Assert.Equal(asked, Recordings.Queries.Count);
        Assert.False(Recordings.Asked[^1].IsCancellationRequested);
    }

    [Fact]
    public async Task Timeline_ComingAfterTheListWasSorted_IsShown()
    {
        var timeline = Recordings.TimelineGate = new TaskCompletionSource();
        var page = Open("");
        await page.InvokeAsync(() => page.FindAll("[role=columnheader] button").Single(button => button.TextContent.Trim() == "Latency").Click());
        Assert.Empty(page.FindAll(".histogram [role=option]"));
        await page.InvokeAsync(timeline.SetResult);
        page.WaitForAssertion(() => Assert.Equal(10, page.FindAll(".histogram [role=option]").Count));
    }

    [Fact]
    public async Task Endpoints_TakingLong_AreGivenUpForTheList()
    {
        var page = Open("?q=checkout");
        Recordings.Gate = new TaskCompletionSource();
        page.FindAll("button").Single(button => button.TextContent == "Endpoints").Click();
        Advance(1000);
        Assert.Contains("Adding up the endpoints…", page.Find(".endpoints .waiting").TextContent, StringComparison.Ordinal);
        Recordings.Gate = null;
        await GiveUpAsync(page);
        Assert.EndsWith("/recordings/evening?q=checkout", Navigation.Uri, StringComparison.Ordinal);
        Assert.NotEmpty(page.FindAll(".grid-row"));
    }

    [Fact]
    public async Task Results_TakingLong_AreGivenUpForTheFormerOnes()
    {
        Runs.Runs.Add(FakeRuns.Replay("r1", "Against staging", RunState.Completed));
        Navigation.NavigateTo(PageUrls.Replay("r1"));
        var page = Context.Render<ReplayPage>(parameters => parameters.Add(page => page.Id, "r1"));
        Results.Gate = new TaskCompletionSource();
        page.FindAll("button").Single(button => button.TextContent == "Failed only").Click();
        Advance(1000);
        Assert.Contains("Filtering the results…", page.Find(".list .waiting").TextContent, StringComparison.Ordinal);

        await page.InvokeAsync(() => page.Find(".waiting button").Click());

        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".list .waiting")));
        Assert.EndsWith("/replays/r1", Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal("61,440 results", page.Find(".query-bar .count").TextContent.Trim());
    }

    private static string[] Rows(IRenderedComponent<ExchangesPage> page) => [.. page.FindAll(".grid-row").Select(row => row.TextContent)];

    private static async Task GiveUpAsync(IRenderedComponent<ExchangesPage> page)
    {
        await page.InvokeAsync(() => page.Find(".waiting button").Click());
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".waiting")));
    }

    /// <summary>Asks for something that is not answered for a second.</summary>
    private async Task<TaskCompletionSource> HoldAsync(IRenderedComponent<ExchangesPage> page, Action ask)
    {
        var answer = Recordings.Gate = new TaskCompletionSource();
        await page.InvokeAsync(ask);
        Advance(1000);
        return answer;
    }

    private void Advance(int milliseconds)
    {
        for (var passed = 0; passed < milliseconds; passed += 50)
        {
            Time.Advance(TimeSpan.FromMilliseconds(50));
        }
    }

    private IRenderedComponent<ExchangesPage> Open(string query)
    {
        Navigation.NavigateTo("/recordings/evening" + query);
        return Context.Render<ExchangesPage>(parameters => parameters.Add(page => page.Id, "evening"));
    }
}
