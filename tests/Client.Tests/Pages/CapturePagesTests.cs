using Bunit;
using TapeDeck.Client.Components;
using TapeDeck.Client.Navigation;
using TapeDeck.Client.Pages.Captures;
using TapeDeck.Client.Ports;
using TapeDeck.Client.Tests.Fakes;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Runs;

namespace TapeDeck.Client.Tests.Pages;

public sealed class CapturePagesTests : PageTest
{
    [Fact]
    public void List_WithoutCaptures_OffersTheFirst() => Assert.Equal("No capture was started yet.", Context.Render<CapturesPage>().Find(".state .say").TextContent);

    [Fact]
    public void List_WithCaptures_ShowsStateSourceAndLoss()
    {
        Runs.Runs.Add(FakeRuns.Capture("c1", "Evening peak", dropped: 12));

        var row = Context.Render<CapturesPage>().Find("tbody tr");

        Assert.Contains("Recording", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("eth0:8080", row.TextContent, StringComparison.Ordinal);
        Assert.Equal("12", row.QuerySelector(".bad")!.TextContent);
    }

    [Fact]
    public void Capture_TooFastForTheView_SaysHowMuchItShows()
    {
        Runs.Runs.Add(Watched(delivered: 100, skipped: 0));
        Live.Grow(10);
        var page = Context.Render<CapturePage>(parameters => parameters.Add(capture => capture.Id, "c1"));
        Time.Advance(TimeSpan.FromSeconds(3));
        Runs.Update(Watched(delivered: 400, skipped: 100));
        Time.Advance(TimeSpan.FromSeconds(1));
        page.WaitForAssertion(() => Assert.Equal("Sampled: 75 % shown", page.Find(".sampled").TextContent));
        Assert.Empty(page.FindAll(".page-head .bad"));

        Time.Advance(TimeSpan.FromSeconds(3));
        Runs.Update(Watched(delivered: 500, skipped: 100));
        Time.Advance(TimeSpan.FromSeconds(1));
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".sampled")));
    }

    [Fact]
    public void New_WithoutRights_ShowsTheExactCommand()
    {
        Interfaces.Rights = new CaptureRights([], "No right to capture. Run: sudo setcap cap_net_raw+ep /opt/tapedeck/tapedeck");

        Assert.Contains("sudo setcap cap_net_raw+ep /opt/tapedeck/tapedeck", Context.Render<NewCapturePage>().Find(".rights").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void New_LikeACaptureThatWas_BeginsWithItsPlan()
    {
        Runs.Runs.Add(FakeRuns.Capture("c1", "Evening peak", RunState.Failed) with { Plan = new Plan { Inputs = [new TcpInputPlan { Address = ":28020" }], Outputs = [new WebSocketOutputPlan { Url = "ws://b/in" }] } });
        Navigation.NavigateTo(PageUrls.CaptureAgain("c1"));

        var page = Context.Render<NewCapturePage>();

        Assert.Equal(":28020", page.Find("#inputs-0-address").GetAttribute("value"));
        Assert.Equal("ws://b/in", page.Find("#outputs-0-url").GetAttribute("value"));
    }

    [Fact]
    public void New_FaultMendedUnderAdvanced_StaysUnfolded()
    {
        var page = Context.Render<NewCapturePage>();
        page.Find("#inputs-0-expire").Change("soon");
        Assert.True(page.Find("details.advanced").HasAttribute("open"));

        page.Find("#inputs-0-expire").Change("5s");

        Assert.Empty(page.FindAll("#inputs-0-expire-error"));
        Assert.True(page.Find("details.advanced").HasAttribute("open"));
    }

    [Fact]
    public void New_ManyFaultsInSeveralParts_SaysWhichAndHowManyMore()
    {
        Runs.Faults = [.. Enumerable.Range(0, 8).Select(i => new PlanFault($"/outputs/{i}/url", "The name b does not resolve."))];
        var page = Context.Render<NewCapturePage>();
        page.FindAll(".part-add button")[1].Click();
        page.FindAll(".part-add button")[1].Click();

        var items = page.FindAll("#missing li").Select(item => item.TextContent).ToList();

        Assert.Equal("Output 1: Name the server to send to, such as http://staging.example:8080.", items[0]);
        Assert.Equal("Output 3: The name b does not resolve.", items[2]);
        Assert.Equal("and 2 more, each under its field", items[^1]);
        Assert.Contains("HTTP server: not filled in yet.", page.Find(".summary").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void New_WithATypoInThePorts_SaysSoUnderTheField()
    {
        var page = Context.Render<NewCapturePage>();

        page.Find("#inputs-0-ports").Change("80,http");

        Assert.Equal("true", page.Find("#inputs-0-ports").GetAttribute("aria-invalid"));
        Assert.StartsWith("inputs-0-ports-error", page.Find("#inputs-0-ports").GetAttribute("aria-describedby"), StringComparison.Ordinal);
        Assert.Contains("‘http’ is no port", page.Find("#inputs-0-ports-error").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void New_WhenThePlanIsFaulty_PutsTheFaultUnderItsFieldAndStartsNothing()
    {
        Runs.Faults = [new PlanFault("/inputs/0/filter", "syntax error in filter expression at ‘prot’."), new PlanFault("/rules/0/pattern", "missing )")];
        var page = Context.Render<NewCapturePage>();
        page.FindAll("button").Single(button => button.TextContent.Contains("Add rule", StringComparison.Ordinal)).Click();

        page.Find("form").Submit();

        Assert.Contains("syntax error in filter expression", page.Find("#inputs-0-filter-error").TextContent, StringComparison.Ordinal);
        Assert.Contains("missing )", page.Find("#rule-0-pattern-error").TextContent, StringComparison.Ordinal);
        Assert.Equal(2, page.FindAll(".missing li").Count);
        Assert.DoesNotContain(Runs.Calls, call => call.StartsWith("create", StringComparison.Ordinal));
    }

    [Fact]
    public void New_FilledIn_StartsAndOpensTheCapture()
    {
        var page = Context.Render<NewCapturePage>();
        page.Find("#inputs-0-interface").Change("lo");
        page.Find("#inputs-0-ports").Change("8000");

        page.Find("form").Submit();

        Assert.Equal(["create lo, port 8000"], Runs.Calls);
        Assert.Equal("lo", Assert.IsType<CaptureInputPlan>(Runs.Created!.Inputs[0]).Interface);
        Assert.EndsWith("/captures/run-1", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Live_Space_PausesRowsWhileTheCounterGrows()
    {
        var page = OpenLive();
        var first = page.Find(".grid-row").Id;

        await page.InvokeAsync(() => Shortcuts.PressAsync(ShortcutId.Pause));
        Live.Grow(42);
        Time.Advance(TimeSpan.FromMilliseconds(200));

        page.WaitForAssertion(() => Assert.Contains("Paused, +42 new", page.Find(".new-rows").TextContent, StringComparison.Ordinal));
        Assert.Equal(first, page.Find(".grid-row").Id);
        Assert.Empty(Runs.Calls);

        page.Find(".new-rows").Click();
        Assert.NotEqual(first, page.Find(".grid-row").Id);
        Assert.Empty(page.FindAll(".new-rows"));
    }

    [Fact]
    public void Live_NewExchanges_AppearOnTop()
    {
        var page = OpenLive();

        Live.Grow(1);
        Time.Advance(TimeSpan.FromMilliseconds(100));

        page.WaitForAssertion(() => Assert.EndsWith("-100", page.Find(".grid-row").Id, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Live_Query_ShowsWhatFits_AndAWrongOneChangesNothing()
    {
        var page = OpenLive("?q=path:/login");
        Assert.All(page.FindAll(".grid-row"), row => Assert.Contains("/login", row.TextContent, StringComparison.Ordinal));
        var rows = page.FindAll(".grid-row").Count;

        await page.InvokeAsync(() => page.FindComponent<QueryBar>().Instance.Run("path:/login ("));
        Assert.Equal(rows, page.FindAll(".grid-row").Count);
        Assert.Equal("true", page.Find("#filter").GetAttribute("aria-invalid"));

        await page.InvokeAsync(() => page.FindComponent<QueryBar>().Instance.Run(""));
        Assert.EndsWith("/captures/c1", Navigation.Uri, StringComparison.Ordinal);
        Assert.True(page.FindAll(".grid-row").Count > rows);
    }

    [Fact]
    public void Live_WithLoss_RaisesAnAlertThatLeadsToTheLedger()
    {
        var page = OpenLive(dropped: 99);

        Assert.Contains("99 packets", page.Find(".banner[role=alert]").TextContent, StringComparison.Ordinal);
        page = OpenLive("?view=ledger", 99);
        Assert.Contains("Dropped by the kernel", page.Find(".ledger .lost").TextContent, StringComparison.Ordinal);
        Assert.Contains("tcp port 8080", page.Find(".notes").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Stop_AsksFirst_ThenStops()
    {
        var page = OpenLive();

        page.FindAll("button").Single(button => button.TextContent.Contains("Stop capture", StringComparison.Ordinal)).Click();
        Dialogs.WaitForAssertion(() => Assert.Equal("Stop ‘Evening peak’?", Dialogs.Find(".dialog-title").TextContent));
        Assert.Empty(Runs.Calls);
        Dialogs.Find(".mud-dialog-actions .mud-button-outlined-error").Click();

        page.WaitForAssertion(() => Assert.Equal(["stop c1"], Runs.Calls));
        page.WaitForAssertion(() => Assert.Contains("Open recording", page.Find(".actions").TextContent, StringComparison.Ordinal));
    }

    private IRenderedComponent<CapturePage> OpenLive(string query = "", long dropped = 0)
    {
        Runs.Runs.Clear();
        Runs.Runs.Add(FakeRuns.Capture("c1", "Evening peak", RunState.Running, dropped));
        if (Live.Total == 0)
        {
            Live.Grow(100);
        }

        Navigation.NavigateTo("/captures/c1" + query);
        return Context.Render<CapturePage>(parameters => parameters.Add(page => page.Id, "c1"));
    }

    private static RunView Watched(long delivered, long skipped)
    {
        var run = FakeRuns.Capture("c1", "Evening peak");
        var dropped = skipped == 0 ? new Dictionary<LedgerReason, long>() : new Dictionary<LedgerReason, long> { [LedgerReason.QueueFull] = skipped };
        return run with { Ledger = [.. run.Ledger, new LedgerEntry(Ledger.LiveView, delivered + skipped, delivered, 0, dropped)] };
    }
}
