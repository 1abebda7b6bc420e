using Bunit;
using TapeDeck.Client.Components;
using TapeDeck.Client.Formatting;
using TapeDeck.Client.Pages.Exchanges;
using TapeDeck.Client.Pages.Recordings;
using TapeDeck.Client.Ports;
using TapeDeck.Client.Tests.Fakes;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Query;

namespace TapeDeck.Client.Tests.Pages;

public sealed class ExportAndComposeTests : PageTest
{
    [Fact]
    public void ExportMenu_UnderAFilter_LinksToWhatItShows()
    {
        var query = new ExchangeQuery { Query = TrafficQuery.TryParse("a&b status:none", default, out var asked, out _) ? asked : TrafficQuery.Everything, From = 1_000_000_000 };
        var menu = Context.Render<ExportMenu>(parameters => parameters.Add(it => it.RecordingId, "a").Add(it => it.Query, query).Add(it => it.Count, 1_234).Add(it => it.IsFiltered, true));

        Assert.Contains("1,234 exchanges that the filter shows", menu.Find(".menu-note").TextContent, StringComparison.Ordinal);
        Assert.Equal(8, menu.FindAll("a[download]").Count);
        Assert.Equal("/api/v1/recordings/a/export?format=gor&q=a%26b%20status%3Anone&from=1970-01-01T00%3A00%3A01.0000000Z", menu.Find("a[download]").GetAttribute("href"));
    }

    [Fact]
    public void ExportMenu_WhileIndexing_OffersNothingThatWouldMissAPart()
    {
        var menu = Context.Render<ExportMenu>(parameters => parameters.Add(it => it.RecordingId, "a").Add(it => it.Query, new ExchangeQuery()).Add(it => it.IsIndexing, true));
        Assert.Contains("still being indexed", menu.Find(".menu-note").TextContent, StringComparison.Ordinal);
        Assert.Empty(menu.FindAll(".menu-item"));
    }

    [Fact]
    public void Compose_TrimmedAndMerged_AsksForItAndOpensIt()
    {
        Recordings.Recordings.Add(FakeRecordings.Recording("a", "Evening"));
        Recordings.Recordings.Add(FakeRecordings.Recording("b", "Broken", state: RecordingState.Damaged));
        Open("b");
        Dialogs.Find("#compose-from").Change("2026-03-17 18:00");
        Dialogs.Find(".choice-list input").Change(true);
        Dialogs.Find("form").Submit();

        var asked = Assert.Single(Composer.Asked);
        Assert.Equal(("Broken, repaired", "b a"), (asked.Name, string.Join(' ', asked.Recordings)));
        Assert.Equal(1_773_770_400_000_000_000, asked.Query.From);
        Assert.Null(asked.Query.To);
        Assert.EndsWith("/recordings/made", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void Compose_Begun_ShowsHowFarItIsAndCanBeGivenUp()
    {
        Operations.EndsAtOnce = false;
        Recordings.Recordings.Add(FakeRecordings.Recording("a", "Evening"));
        Open("a");
        Dialogs.Find("form").Submit();
        Assert.Equal("25", Dialogs.Find("[role=progressbar]").GetAttribute("aria-valuenow"));
        Operations.Change(Operations.Operations[0] with { Progress = 0.5 });
        Dialogs.WaitForAssertion(() => Assert.Equal("50", Dialogs.Find("[role=progressbar]").GetAttribute("aria-valuenow")));
        Operations.Change(Operations.Operations[0] with { State = OperationState.Failed, Failure = "No exchange of these recordings matches." });
        Dialogs.WaitForAssertion(() => Assert.Contains("No exchange", Dialogs.Find("#compose-problem").TextContent, StringComparison.Ordinal));

        Dialogs.Find("form").Submit();
        Dialogs.FindAll("button").Single(button => button.TextContent.Trim() == "Cancel").Click();
        Assert.Equal(OperationState.Cancelled, Operations.Operations[1].State);
        Assert.Empty(Dialogs.FindAll("#compose-recording"));
    }

    [Fact]
    public void Compose_Refused_SaysSoAtTheFieldAndStays()
    {
        Recordings.Recordings.Add(FakeRecordings.Recording("a", "Evening"));
        Composer.Faults = [new PlanFault("/name", "Give the recording a name."), new PlanFault("", "No exchange of these recordings matches.")];
        Open("a");
        Dialogs.Find("#compose-to").Change("tomorrow");
        Dialogs.Find("form").Submit();
        Assert.StartsWith("Write a time like 2026-", Dialogs.Find("#compose-to-error").TextContent.Trim(), StringComparison.Ordinal);
        Assert.Empty(Composer.Asked);

        Dialogs.Find("#compose-to").Change("");
        Dialogs.Find("form").Submit();
        Assert.Contains("Give the recording a name.", Dialogs.Find("#compose-name-error").TextContent, StringComparison.Ordinal);
        Assert.Contains("No exchange of these recordings matches.", Dialogs.Find("#compose-problem").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-03-17 18:44:07.380", true)]
    [InlineData("2026-03-17 18:44", true)]
    [InlineData("18:44", false)]
    public void Clock_TypedTime_IsReadAsItIsWritten(string text, bool isTime)
    {
        var clock = Clock.In("Europe/Berlin");
        Assert.Equal(isTime, clock.TryRead(text, out var moment));
        Assert.True(!isTime || clock.Typed(moment).StartsWith(text, StringComparison.Ordinal));
    }

    [Fact]
    public void CopyMenu_EveryWay_CopiesText()
    {
        var copied = Context.JSInterop.Setup<bool>("tapedeck.copy", _ => true);
        var content = SampleTraffic.Content(49);
        var menu = Context.Render<CopyMenu>(parameters => parameters.Add(it => it.Content, content));
        for (var i = 0; i < 5; i++)
        {
            menu.FindAll(".menu-item")[i].Click();
        }

        var texts = copied.Invocations.Select(call => (string)call.Arguments[0]!).ToArray();
        Assert.Equal(["curl ", "Invok", "using", "// Re"], texts[..4].Select(text => text[..5]));
        Assert.Contains(" HTTP/1.1\r\n", texts[4], StringComparison.Ordinal);
    }

    private void Open(string id) => Context.Render<RecordingsPage>().Find($"button[aria-label='Trim, merge or repair ‘{Recordings.Recordings.Single(recording => recording.Id == id).Name}’']").Click();
}
