using Bunit;
using TapeDeck.Client.Pages.Dashboard;
using TapeDeck.Client.Tests.Fakes;
using TapeDeck.Engine.Runs;

namespace TapeDeck.Client.Tests.Pages;

public sealed class DashboardPageTests : PageTest
{
    [Fact]
    public void Page_OnAFreshProgram_OffersTheFirstCapture()
    {
        var page = Context.Render<DashboardPage>();

        Assert.Equal("Nothing has been recorded yet.", page.Find(".state .say").TextContent);
        Assert.Equal("/captures/new", page.Find(".state a.mud-button").GetAttribute("href"));
    }

    [Fact]
    public void Page_WithRunningCapture_ShowsRateAndFigures()
    {
        Runs.Runs.Add(FakeRuns.Capture("c1", "Evening peak"));

        var page = Context.Render<DashboardPage>();

        Assert.Equal("4,210 /s", page.Find(".run-list .rate").TextContent);
        Assert.Contains("184,201", page.Find(".run-list .facts").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[role=alert]"));
        Assert.Empty(page.FindAll(".bad"));
    }

    [Fact]
    public void Page_WithKernelDrops_RaisesAnAlertWithALinkToTheLedger()
    {
        Runs.Runs.Add(FakeRuns.Capture("c1", "Evening peak", dropped: 1204));

        var alert = Context.Render<DashboardPage>().Find("[role=alert]");

        Assert.Contains("1,204 packets: dropped by the kernel", alert.TextContent, StringComparison.Ordinal);
        Assert.Equal("/captures/c1?view=ledger", alert.QuerySelector("a")!.GetAttribute("href"));
    }

    [Fact]
    public void Page_AfterARunEnded_TakesItOffTheList()
    {
        Runs.Runs.Add(FakeRuns.Capture("c1", "Evening peak"));
        var page = Context.Render<DashboardPage>();

        Runs.Update(Runs.Runs[0] with { State = RunState.Stopped });
        Time.Advance(TimeSpan.FromMilliseconds(100));

        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".run-list")));
    }

    [Fact]
    public void Page_WhenThePortFails_SaysWhyAndTriesAgain()
    {
        Runs.Failure = new IOException("Database is locked.");
        var page = Context.Render<DashboardPage>();
        Assert.Contains("Database is locked.", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);

        Runs.Failure = null;
        page.Find("[role=alert] button").Click();

        Assert.Empty(page.FindAll("[role=alert]"));
    }

    [Fact]
    public void Page_Left_EndsItsSubscriptions()
    {
        Runs.Runs.Add(FakeRuns.Capture("c1", "Evening peak"));
        var page = Context.Render<DashboardPage>();
        Assert.Equal(1, Runs.Subscribers);

        page.Instance.Dispose();

        Assert.Equal(0, Runs.Subscribers);
    }

    [Fact]
    public void Page_WithEndedReplays_ShowsTheirOutcome()
    {
        Runs.Runs.Add(FakeRuns.Replay("r1", "Against staging", RunState.Completed, failed: 3));

        var row = Context.Render<DashboardPage>().Find("tbody tr");

        Assert.Contains("Failed", row.TextContent, StringComparison.Ordinal);
        Assert.Equal("/replays/r1", row.QuerySelector("a")!.GetAttribute("href"));
    }
}
