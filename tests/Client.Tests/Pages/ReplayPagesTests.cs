using Bunit;
using TapeDeck.Client.Navigation;
using TapeDeck.Client.Pages.Replays;
using TapeDeck.Client.Tests.Fakes;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Runs;

namespace TapeDeck.Client.Tests.Pages;

public sealed class ReplayPagesTests : PageTest
{
    public ReplayPagesTests() => Recordings.Recordings.Add(FakeRecordings.Recording("evening", "Evening peak", 14_000));

    [Fact]
    public void New_WithoutTarget_CannotStartAndSaysWhy()
    {
        var page = OpenNew();

        Assert.True(Start(page).HasAttribute("disabled"));
        Assert.Contains("Name the server to send to", page.Find(".missing").TextContent, StringComparison.Ordinal);
        Assert.Contains("‘Evening peak’ holds 14,000 exchanges.", page.Find(".blast").TextContent, StringComparison.Ordinal);
        Assert.Contains("once nothing is missing", page.Find(".first-requests").TextContent, StringComparison.Ordinal);
        Assert.Empty(Forecasts.Plans);
    }

    [Fact]
    public void New_WithTarget_SaysTheBlastRadiusAndStarts()
    {
        Forecasts.Forecasts = [FakeForecasts.Of(("GET", 14_000))];
        var page = OpenNew();

        page.Find("#outputs-0-url").Change("http://staging:9000");
        page.FindAll("[role=radio]").Single(radio => radio.TextContent == "200 %").Click();

        Assert.False(Start(page).HasAttribute("disabled"));
        Assert.Equal("Sends 14,000 requests to staging:9000 (10.0.0.5) within 3 min 37 s.", page.Find(".blast").TextContent);
        Assert.Empty(page.FindAll("#confirmation"));
        page.Find("form").Submit();
        Assert.EndsWith("/replays/run-1", Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal(2, Assert.IsType<FileInputPlan>(Runs.Created!.Inputs[0]).Speed!.Value.Factor);
    }

    [Fact]
    public void New_WithAnEmptyLibrary_CanStillReadFromElsewhere()
    {
        Recordings.Recordings.Clear();
        var page = Context.Render<NewReplayPage>();

        page.FindAll("button").Single(button => button.TextContent.Contains("Replay from S3 or Kafka", StringComparison.Ordinal)).Click();

        Assert.Contains("Kafka topic", page.Find("#inputs-0-type").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void New_LikeAReplayThatWas_BeginsWithItsPlan()
    {
        Runs.Runs.Add(FakeRuns.Replay("r1", "Nightly", RunState.Completed));
        Navigation.NavigateTo(PageUrls.ReplayAgain("r1"));

        Assert.Equal("http://staging.shop.example:9000", Context.Render<NewReplayPage>().Find("#outputs-0-url").GetAttribute("value"));
    }

    [Fact]
    public void New_WithoutAnyRecording_LeadsToACapture()
    {
        Recordings.Recordings.Clear();

        Assert.Equal("There is no recording to replay yet.", Context.Render<NewReplayPage>().Find(".state .say").TextContent);
    }

    [Fact]
    public void Replay_Running_ShowsProgressCodesAndTimes()
    {
        var page = Open(FakeRuns.Replay("r1", "Against staging"));

        Assert.Equal("61", page.Find("[role=progressbar]").GetAttribute("aria-valuenow"));
        Assert.Contains("55,210", page.Find(".codes").TextContent, StringComparison.Ordinal);
        Assert.Contains("120 ms", page.Find(".times").TextContent, StringComparison.Ordinal);
        Assert.NotEmpty(page.FindAll(".grid-row"));
    }

    [Fact]
    public void Replay_Ended_ShowsItsCourseAndItsAverage()
    {
        var page = Open(FakeRuns.Replay("r1", "Against staging", RunState.Completed));

        Assert.Contains("1,981 /s", page.Find(".figures").TextContent, StringComparison.Ordinal);
        Assert.Contains("highest 1,178 /s", page.Find(".course svg").GetAttribute("aria-label"), StringComparison.Ordinal);
        Assert.Equal("30.0 s", page.Find(".course figcaption span:last-child").TextContent);
    }

    [Theory]
    [InlineData(12, "99 % answered")]
    [InlineData(61_432, "0 % answered")]
    public void Replay_Ended_SaysWhichShareWasAnsweredAndHowFarItGot(long failed, string expected)
    {
        var page = Open(FakeRuns.Replay("r1", "Against staging", RunState.Completed, failed));

        Assert.Equal(expected, page.Find(".figures .big").TextContent);
        Assert.Equal(expected, page.Find("[role=progressbar]").GetAttribute("aria-valuetext"));
        Assert.Equal("100", page.Find("[role=progressbar]").GetAttribute("aria-valuenow"));
        Assert.Equal(failed == 61_432 ? "width: 100%" : "width: 0.02%", page.Find("[role=progressbar] .s5").GetAttribute("style"));
    }

    [Fact]
    public void Replay_GeneratorLimited_SaysSo() =>
        Assert.Contains("Generator-limited", Open(FakeRuns.Replay("r1", "Fast", limited: true)).Find(".banner.caution").TextContent, StringComparison.Ordinal);

    [Fact]
    public void Speed_Chosen_IsSetOnTheRun()
    {
        var page = Open(FakeRuns.Replay("r1", "Against staging"));

        page.Find(".head-select").Change("500%");

        Assert.Equal(["speed 500% r1"], Runs.Calls);
    }

    [Fact]
    public void Pause_ThenResume_CallsThePort()
    {
        var page = Open(FakeRuns.Replay("r1", "Against staging"));

        page.FindAll("button").Single(button => button.TextContent.Trim() == "Pause").Click();
        page.FindAll("button").Single(button => button.TextContent.Trim() == "Resume").Click();

        Assert.Equal(["pause r1", "resume r1"], Runs.Calls);
    }

    [Fact]
    public void FailedOnly_Chosen_ListsOnlyFailuresAndIsInTheAddress()
    {
        var page = Open(FakeRuns.Replay("r1", "Against staging", RunState.Completed));

        page.FindAll("button").Single(button => button.TextContent == "Failed only").Click();

        Assert.EndsWith("?failed=1", Navigation.Uri, StringComparison.Ordinal);
        Assert.All(page.FindAll(".grid-row"), row => Assert.Contains("No complete answer within 5 s", row.TextContent, StringComparison.Ordinal));
        Assert.Equal("120 matches", page.Find(".query-bar .count").TextContent.Trim());
    }

    [Fact]
    public void Result_ByAddress_ShowsRequestResponseAndTimes()
    {
        var page = Open(FakeRuns.Replay("r1", "Against staging", RunState.Completed), "?n=7&tab=response");

        Assert.Contains("Sent late by", page.Find(".detail-head").TextContent, StringComparison.Ordinal);
        Assert.Contains("No complete answer within 5 s", page.Find(".detail-head .bad").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Result_AnswerComesLate_DoesNotReplaceTheLaterOne()
    {
        var page = Open(FakeRuns.Replay("r1", "Against staging", RunState.Completed), "?n=2");
        var late = new TaskCompletionSource();
        Results.Finding = number => number == 3 ? late.Task : Task.CompletedTask;
        await page.InvokeAsync(() => Navigation.NavigateTo("/replays/r1?n=3"));
        await page.InvokeAsync(() => Navigation.NavigateTo("/replays/r1?n=4"));
        page.WaitForAssertion(() => Assert.Equal(SampleTraffic.Content(4).Summary.Target, page.Find(".detail h2").GetAttribute("title")));
        await page.InvokeAsync(late.SetResult);
        await page.InvokeAsync(() => page.Render());
        Assert.Equal(SampleTraffic.Content(4).Summary.Target, page.Find(".detail h2").GetAttribute("title"));
    }

    [Fact]
    public void List_OfReplays_ShowsOutcomeTargetAndSpeed()
    {
        Runs.Runs.Add(FakeRuns.Replay("r1", "Against staging", RunState.Completed, failed: 0));

        var row = Context.Render<ReplaysPage>().Find("tbody tr").TextContent;

        Assert.Contains("Passed", row, StringComparison.Ordinal);
        Assert.Contains("http://staging.shop.example:9000", row, StringComparison.Ordinal);
        Assert.Contains("200 %", row, StringComparison.Ordinal);
    }

    private static AngleSharp.Dom.IElement Start(IRenderedComponent<NewReplayPage> page) => page.Find("button[type=submit]");

    private IRenderedComponent<NewReplayPage> OpenNew()
    {
        Navigation.NavigateTo("/replays/new?recording=evening");
        return Context.Render<NewReplayPage>();
    }

    private IRenderedComponent<ReplayPage> Open(Client.Ports.RunView run, string query = "")
    {
        Runs.Runs.Add(run);
        Navigation.NavigateTo("/replays/r1" + query);
        return Context.Render<ReplayPage>(parameters => parameters.Add(page => page.Id, "r1"));
    }
}
