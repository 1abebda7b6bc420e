using Bunit;
using TapeDeck.Client.Pages.Commands;
using TapeDeck.Client.Ports;
using TapeDeck.Client.Tests.Fakes;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Tests.Pages;

public sealed class PasteCommandPageTests : PageTest
{
    [Fact]
    public void Paste_WithFaults_ShowsThemAndNoForm()
    {
        var page = Paste(new PastedPlan(new Plan(), [new PlanFault("/text", "--output-htp: there is no such option")], []));

        Assert.Contains("--output-htp", page.Find(".field-error").TextContent, StringComparison.Ordinal);
        Assert.Equal("true", page.Find("#command").GetAttribute("aria-invalid"));
        Assert.Empty(page.FindAll("form"));
    }

    [Fact]
    public void Paste_OfACapture_FillsTheFormAndStartsIt()
    {
        var plan = new Plan
        {
            Inputs = [new CaptureInputPlan { Ports = [8000] }],
            Outputs = [new FileOutputPlan { Path = "requests.gor" }, new HttpOutputPlan { Url = "http://staging", Connections = 3 }],
            Rules = [new RulePlan(RuleKind.LimitHeader, "User-Id", Percent: 25)],
        };

        var page = Paste(new PastedPlan(plan, [], ["$1 is taken as it stands"]));

        Assert.Equal("8000", page.Find("#inputs-0-ports").GetAttribute("value"));
        Assert.Equal("3", page.Find("#outputs-0-connections").GetAttribute("value"));
        Assert.Equal("25", page.Find("[aria-label='Share in percent of rule 1']").GetAttribute("value"));
        Assert.Contains("Sends the requests to http://staging.", page.Find(".summary").TextContent, StringComparison.Ordinal);
        Assert.Contains("requests.gor is left out", page.FindAll(".paste-note")[0].TextContent, StringComparison.Ordinal);
        page.Find("form").Submit();
        Assert.Equal(plan.Outputs.Skip(1), Runs.Created!.Outputs);
        Assert.Equal(plan.Rules, Runs.Created!.Rules);
    }

    [Fact]
    public void Paste_OfAReplayOfLibraryFiles_ChoosesTheRecording()
    {
        const string Id = "evening";
        Recordings.Recordings.Add(FakeRecordings.Recording(Id, "Evening", 10) with { Files = ["recording.gor"] });

        var page = Paste(new PastedPlan(new Plan { Inputs = [new FileInputPlan { Files = [$"/var/lib/tapedeck/recordings/{Id}/recording.gor"] }], Outputs = [new HttpOutputPlan { Url = "http://b" }] }, [], []));

        Assert.True(page.Find($"#inputs-0-recording option[value='{Id}']").HasAttribute("selected"));
        Assert.Empty(page.FindAll(".paste-note"));
    }

    [Fact]
    public void Paste_OfAReplayOfOtherFiles_SaysToImportThem()
    {
        var page = Paste(new PastedPlan(new Plan { Inputs = [new FileInputPlan { Files = ["requests.gor"] }], Outputs = [new HttpOutputPlan { Url = "http://b" }] }, [], []));

        Assert.Contains("requests.gor is no recording of the library", page.Find(".paste-note").TextContent, StringComparison.Ordinal);
        Assert.Contains("Choose the recording to replay.", page.Find(".missing").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Paste_WhereFilesAreAllowed_KeepsThem()
    {
        Rules.FileRoots = ["/srv"];

        var page = Paste(new PastedPlan(new Plan { Inputs = [new FileInputPlan { Files = ["/srv/a.gor"] }], Outputs = [new FileOutputPlan { Path = "/srv/b.gor" }] }, [], []));

        Assert.Equal("/srv/a.gor", page.Find("#inputs-0-files").GetAttribute("value"));
        Assert.Equal("/srv/b.gor", page.Find("#outputs-0-path").GetAttribute("value"));
        Assert.Empty(page.FindAll(".paste-note"));
    }

    [Fact]
    public void Paste_AfterTheFormWasChanged_KeepsItUntilAsked()
    {
        var page = Paste(new PastedPlan(new Plan { Inputs = [new CaptureInputPlan { Ports = [8000] }] }, [], []));
        page.Find("#inputs-0-ports").Change("9000");
        Commands.Pasted = new PastedPlan(new Plan { Inputs = [new CaptureInputPlan { Ports = [8001] }] }, [], []);

        page.Find("#command").Input("gor … more");

        Assert.Equal("9000", page.Find("#inputs-0-ports").GetAttribute("value"));
        page.Find(".paste-note button").Click();
        Assert.Equal("8001", page.Find("#inputs-0-ports").GetAttribute("value"));
        Assert.Empty(page.FindAll(".paste-note"));
    }

    private IRenderedComponent<PasteCommandPage> Paste(PastedPlan plan)
    {
        Commands.Pasted = plan;
        var page = Context.Render<PasteCommandPage>();
        page.Find("#command").Input("gor …");
        return page;
    }
}
