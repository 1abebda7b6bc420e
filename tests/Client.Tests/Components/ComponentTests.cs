using Bunit;
using Microsoft.Extensions.DependencyInjection;
using TapeDeck.Client.Components;
using TapeDeck.Client.Tests.Fakes;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Tests.Components;

public sealed class ComponentTests : PageTest
{
    [Theory]
    [InlineData(200, "<circle")]
    [InlineData(304, "<path")]
    [InlineData(404, "<path")]
    [InlineData(502, "<circle")]
    public void StatusCell_OfAnyClass_HasShapeAndText(int status, string shape)
    {
        var cell = Context.Render<StatusCell>(parameters => parameters.Add(component => component.Status, status));

        Assert.Contains(shape, cell.Markup, StringComparison.Ordinal);
        Assert.Equal(status.ToString(), cell.Find(".status").TextContent);
        Assert.Contains($"s{status / 100}", cell.Find(".status").ClassName, StringComparison.Ordinal);
    }

    [Fact]
    public void StatusCells_OfDifferentClasses_DifferInShape()
    {
        var shapes = new[] { 0, 200, 304, 404, 502 }.Select(status =>
            Context.Render<StatusCell>(parameters => parameters.Add(component => component.Status, status)).Find("svg").InnerHtml.Trim());

        Assert.Equal(5, shapes.Distinct().Count());
    }

    [Fact]
    public void MethodCell_WithAnOddMethod_GetsNoClassFromIt() =>
        Assert.Equal("method", Context.Render<MethodCell>(parameters => parameters.Add(cell => cell.Method, "x mud-hidden")).Find("span").ClassName!.Trim());

    [Fact]
    public void LossBanner_WithoutLoss_IsNotThere() =>
        Assert.Empty(Context.Render<LossBanner>(parameters => parameters.Add(banner => banner.Lost, 0).Add(banner => banner.LedgerUrl, "/x")).Markup.Trim());

    [Fact]
    public void LedgerPanel_OfAStation_ShowsEachReasonInWords()
    {
        var entry = new LedgerEntry(Ledger.Packets, 100, 80, 5, new Dictionary<LedgerReason, long> { [LedgerReason.KernelDrop] = 10, [LedgerReason.Duplicate] = 2 });

        var panel = Context.Render<LedgerPanel>(parameters => parameters.Add(ledger => ledger.Entries, [entry]));

        Assert.Equal(["Packets", "100", "80", "5", "12", "3"], panel.FindAll(".station td").Select(cell => cell.TextContent));
        Assert.Contains("Dropped by the kernel", panel.Find(".reason.lost").TextContent, StringComparison.Ordinal);
        Assert.Equal(2, panel.FindAll(".reason").Count);
    }

    [Fact]
    public void LedgerPanel_OfARun_FollowsTheWayOfARecordAndNamesItsOutputs()
    {
        LedgerEntry Entry(string name) => new(name, 1, 1, 0, new Dictionary<LedgerReason, long>());
        var run = FakeRuns.Capture("c", "c") with { Plan = new Plan { Outputs = [new HttpOutputPlan { Url = "http://staging" }] } };

        var panel = Context.Render<LedgerPanel>(parameters => parameters.Add(ledger => ledger.Run, run)
            .Add(ledger => ledger.Entries, [Entry(Ledger.Records), Entry("output 1"), Entry("output 2"), Entry(Ledger.Packets)]));

        Assert.Equal(["Packets", "Records after rules", "Sent to http://staging", "Recording file"], panel.FindAll(".station td.strong").Select(cell => cell.TextContent));
    }

    [Fact]
    public void Sparkline_WithValues_SaysThemInWords()
    {
        var line = Context.Render<Sparkline>(parameters => parameters.Add(spark => spark.Values, [1000.0, 4000, 2000]).Add(spark => spark.Label, "Requests per second"));

        Assert.Equal("Requests per second, last 3 s: now 2,000 /s, highest 4,000 /s, lowest 1,000 /s", line.Find("svg").GetAttribute("aria-label"));
    }

    /// <summary>The browser folds: it needs to know what belongs together, and how much it hides.</summary>
    [Fact]
    public void JsonView_Object_SaysWhichLinesItHidesAndHowManyKeys()
    {
        var page = Context.Render<JsonView>(parameters => parameters.Add(view => view.Content, Client.Bodies.JsonLines.Read("""{"a":{"x":1,"y":2},"b":3}"""u8, true, 100)));

        Assert.Equal([("0", "6"), ("1", "4")], page.FindAll("[data-closes]").Select(line => (line.GetAttribute("data-line")!, line.GetAttribute("data-closes")!)));
        Assert.Equal("2 keys},", page.FindAll(".j-rest")[1].TextContent);
    }

    [Fact]
    public void BodyView_OfALargeBody_ShowsTheBeginningAndLoadsMore()
    {
        var number = Enumerable.Range(0, 100).First(n => SampleTraffic.Summary(n).ContentType == "text/csv");
        var message = Client.Bodies.WireMessage.Response(SampleTraffic.Content(number).Response!);

        var view = Context.Render<BodyView>(parameters => parameters.Add(body => body.Body, message.Body));

        Assert.InRange(view.Find(".code pre").TextContent.Length, 60_000, 65_536);
        view.Find(".more button").Click();
        Assert.Equal(message.Body.Bytes.Length, view.Find(".code pre").TextContent.Length);
        Assert.Empty(view.FindAll(".more"));
    }

    [Fact]
    public async Task ConfirmDialog_Safe_IsNotTheDangerousChoice()
    {
        var answer = Context.Renderer.Dispatcher.InvokeAsync(() => Context.Services.GetService<MudBlazor.IDialogService>()!.ConfirmAsync("Delete ‘A’?", "Gone for ever.", "Delete recording", "Keep it"));

        var buttons = Dialogs.WaitForElements(".mud-dialog-actions button");
        Assert.Equal(["Keep it", "Delete recording"], buttons.Select(button => button.TextContent.Trim()));
        buttons[0].Click();

        Assert.False(await answer);
    }
}
