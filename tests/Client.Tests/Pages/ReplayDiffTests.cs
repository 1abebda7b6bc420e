using System.Text;
using Bunit;
using TapeDeck.Client.Navigation;
using TapeDeck.Client.Pages.Replays;
using TapeDeck.Client.Ports;
using TapeDeck.Client.Tests.Fakes;
using TapeDeck.Engine;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Runs;
using Record = TapeDeck.Engine.Record;

namespace TapeDeck.Client.Tests.Pages;

/// <summary>What was replayed, beside what was recorded.</summary>
public sealed class ReplayDiffTests : PageTest
{
    private RunView _run = FakeRuns.Replay("r1", "Against staging", RunState.Completed);

    public ReplayDiffTests()
    {
        Recordings.Recordings.Add(FakeRecordings.Recording("evening", "Evening peak", 14_000));
        Results.Content = number => Replayed(number, "HTTP/1.1 200 OK\r\nDate: Wed, 18 Mar 2026 09:00:00 GMT\r\nServer: nginx/1.22.1\r\n\r\n");
    }

    [Fact]
    public void Diff_OfAResult_ShowsTheRecordedExchangeBesideIt()
    {
        Recordings.Content = number => Recorded(number, "HTTP/1.1 200 OK\r\nServer: nginx/1.20.0\r\nDate: Tue, 17 Mar 2026 18:44:07 GMT\r\n\r\n");

        var page = Open(4);

        Assert.Equal(["Overview", "Request", "Response", "Diff", "Timing", "Raw", "Hex"], page.FindAll("[role=tab]").Select(tab => tab.TextContent));
        Assert.Equal("2 differences", page.Find(".compare .section-head span").TextContent);
        Assert.Equal(["|X-Replay: 1", "Server: nginx/1.20.0|Server: nginx/1.22.1"], Lines(page, ".differs"));
        Assert.Equal("Date: Tue, 17 Mar 2026 18:44:07 GMT|Date: Wed, 18 Mar 2026 09:00:00 GMT", Lines(page, ".ignored").Last());
        Assert.Equal("The order on the wire differs.", page.Find(".compare h2 .body-note").TextContent);
        var heads = page.FindAll(".heads > a");
        Assert.StartsWith("Recorded", heads[0].TextContent, StringComparison.Ordinal);
        Assert.Equal("/recordings/evening?n=4", heads[0].GetAttribute("href"));
        Assert.StartsWith("Replayed", heads[1].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Diff_ByKeys_FollowsTheResponseAndStandsInTheAddress()
    {
        var page = Open(4, "response");
        await page.InvokeAsync(() => Shortcuts.PressAsync(ShortcutId.NextTab));
        Assert.EndsWith("?n=4&tab=diff", Navigation.Uri, StringComparison.Ordinal);
        Assert.NotNull(page.Find(".compare"));
        await page.InvokeAsync(() => Shortcuts.PressAsync(ShortcutId.NextTab));
        Assert.Empty(page.FindAll(".compare"));
        Assert.EndsWith("tab=timing", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void Diff_RecordingDeleted_SaysSoAndLeadsToDeletedOnes()
    {
        Recordings.Recordings.Clear();
        var said = Open(4).Find(".tab-body .state");
        Assert.Contains("not in the library any more", said.TextContent, StringComparison.Ordinal);
        Assert.Equal(PageUrls.DeletedRecordings, said.QuerySelector("a")!.GetAttribute("href"));
    }

    [Theory]
    [InlineData(RecordingState.Healthy, "does not hold this request.")]
    [InlineData(RecordingState.Modified, "was changed since, and does not hold this request any more.")]
    [InlineData(RecordingState.Indexing, "is being built, and this request is not in it yet.")]
    [InlineData(RecordingState.Unindexed, "is not complete, and this request is not in it.")]
    public void Diff_ExchangeNotInTheRecording_SaysWhy(RecordingState state, string why)
    {
        Recordings.Recordings[0] = Recordings.Recordings[0] with { State = state, Exchanges = 2 };
        Assert.EndsWith(why, Open(4).Find(".tab-body .state .why").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Diff_RecordingUnreadable_ShowsTheReasonAndTriesAgain()
    {
        Recordings.Failure = new IOException("The file was changed.");
        var page = Open(4);
        Assert.Contains("The file was changed.", page.Find(".tab-body .failing").TextContent, StringComparison.Ordinal);
        Recordings.Failure = null;
        page.Find(".tab-body .failing button").Click();
        Assert.NotNull(page.Find(".compare"));
    }

    [Theory]
    [InlineData(false, false, "No response was recorded, and none came.")]
    [InlineData(false, true, "No response was recorded. The one that came stands under Response.")]
    [InlineData(true, false, "No response came. The recorded one is shown with its exchange.")]
    public void Diff_WithoutAResponse_SaysWhichIsMissingAndComparesTheRequests(bool isRecorded, bool came, string why)
    {
        Recordings.Content = number => isRecorded ? SampleTraffic.Content(number) : SampleTraffic.Content(number) with { Response = null };
        Results.Content = number => came ? Replayed(number, "HTTP/1.1 200 OK\r\n\r\n") : Replayed(number, "HTTP/1.1 200 OK\r\n\r\n") with { Response = null };
        var page = Open(4);
        Assert.Equal(why, page.Find(".compare > .note:last-child").TextContent);
        Assert.Equal("1 difference", page.Find(".compare .section-head span").TextContent);
    }

    [Fact]
    public void Diff_ResponseNotKept_SaysSo()
    {
        Results.Content = number => Replayed(number, "") is var replayed ? replayed with { Response = replayed.Response! with { Flags = RecordFlags.Truncated } } : null!;
        Assert.Equal("The response that came was not kept.", Open(4).Find(".compare > .note:last-child").TextContent);
    }

    [Fact]
    public void Diff_ResponseCut_ComparesWhatIsThere()
    {
        const string Head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 3000\r\n\r\n";
        Recordings.Content = number => Recorded(number, Head + new string('a', 3000));
        Results.Content = number => Replayed(number, Head + new string('a', 2000)) is var replayed ? replayed with { Response = replayed.Response! with { Flags = RecordFlags.Truncated } } : null!;
        var page = Open(4);
        Assert.Equal("1 difference", page.Find(".compare .section-head span").TextContent); // of the requests
        Assert.Equal("Cut when it was kept: the first 2.0 kB are compared.", page.Find(".compare h2:last-of-type .body-note").TextContent);
        Assert.Equal(new string('a', 2000), page.Find(".compare > .cmp-row:last-child > span").TextContent);
    }

    [Fact]
    public void Diff_SeveralExchangesOfAnId_TakesThatOfTheOrderOfSending()
    {
        Recordings.Recordings[0] = Recordings.Recordings[0] with { Exchanges = 3 };
        Recordings.Summary = number => SampleTraffic.Summary(number) with { Id = "same" };
        Results.IdOf = _ => "same";
        Results.Content = number => Replayed(number, "HTTP/1.1 200 OK\r\n\r\n") is var replayed ? replayed with { Summary = replayed.Summary with { Id = "same" } } : null!;

        var page = Open(7); // the replay loops: 0 1 2, 0 1 2, 0 1

        Assert.Equal("/recordings/evening?n=1", page.Find(".heads > a").GetAttribute("href"));
        Assert.Equal("3 recorded exchanges have this id: by the order of sending, this was number 2.", page.Find(".compare .section-head .dim").TextContent);
    }

    [Fact]
    public void Diff_OfSeveralRecordings_LooksIntoAll()
    {
        Recordings.Recordings[0] = Recordings.Recordings[0] with { Exchanges = 2 };
        Recordings.Recordings.Add(FakeRecordings.Recording("night", "Night", 14_000));
        _run = _run with { Plan = _run.Plan with { Inputs = [.. _run.Plan.Inputs, new FileInputPlan { Recording = "night" }] } };
        Assert.Equal("/recordings/night?n=4", Open(4).Find(".heads > a").GetAttribute("href"));
    }

    [Fact]
    public void Diff_OfAReplayWithoutRecording_HasNoTab()
    {
        _run = _run with { RecordingId = null, Plan = _run.Plan with { Inputs = [new FileInputPlan { Files = ["/data/evening.gor"] }] } };
        var page = Open(4);
        Assert.DoesNotContain("Diff", page.FindAll("[role=tab]").Select(tab => tab.TextContent));
        Assert.Equal("Overview", page.Find("[role=tab][aria-selected=true]").TextContent);
    }

    private static IEnumerable<string> Lines(IRenderedComponent<ReplayPage> page, string kind) =>
        page.FindAll($".cmp-row{kind}").Select(line => string.Join('|', line.Children.Select(side => side.TextContent.TrimStart('−', '+'))));

    private static ExchangeContent Recorded(long number, string response) => SampleTraffic.Content(number) is var made ? made with { Response = made.Response! with { Payload = Encoding.Latin1.GetBytes(response) } } : null!;

    /// <summary>The recorded request with a header more, and another response.</summary>
    private static ExchangeContent Replayed(long number, string response) =>
        Recorded(number, response) is var made ? made with { Request = made.Request! with { Payload = WithHeader(made.Request) } } : null!;

    private static byte[] WithHeader(Record request) => Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(request.Payload.Span).Replace("\r\n\r\n", "\r\nX-Replay: 1\r\n\r\n", StringComparison.Ordinal));

    private IRenderedComponent<ReplayPage> Open(long number, string tab = "diff")
    {
        Runs.Runs.Add(_run);
        Navigation.NavigateTo($"/replays/r1?n={number}&tab={tab}");
        return Context.Render<ReplayPage>(parameters => parameters.Add(page => page.Id, "r1"));
    }
}
