using TapeDeck.Client.Forms;
using TapeDeck.Client.Pages.Captures;
using TapeDeck.Client.Pages.Replays;
using TapeDeck.Client.Tests.Fakes;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Tests.Forms;

public sealed class FormTests
{
    [Fact]
    public void CaptureForm_FilledIn_MakesThePlan()
    {
        var form = new CaptureForm { Interface = "eth0", Ports = "8080, 8443", BufferMegabytes = "128", SendTo = "http://b:1", StopAfter = "1h 30m", MaxRecords = "100,000" };
        form.Rules.Add(new RuleDraft { Kind = RuleKind.SetHeader, Name = "X-A", Value = "1", Pattern = "left over" });

        var (plan, faults) = form.ToPlan();

        Assert.Empty(faults);
        var input = Assert.IsType<CaptureInputPlan>(Assert.Single(plan.Inputs));
        Assert.Equal(("eth0", 128L << 20, true, 262_144), (input.Interface, input.BufferBytes, input.TrackResponses, input.SnapshotLength));
        Assert.Equal([8080, 8443], input.Ports);
        Assert.Equal(new RulePlan(RuleKind.SetHeader, "X-A", null, "1"), Assert.Single(plan.Rules));
        Assert.Equal("http://b:1", Assert.IsType<HttpOutputPlan>(Assert.Single(plan.Outputs)).Url);
        Assert.Equal((TimeSpan.FromMinutes(90), 100_000L), (plan.Limits.StopAfter, plan.Limits.MaxRecords));
    }

    [Fact]
    public void CaptureForm_WithTypos_NamesEveryField()
    {
        var form = new CaptureForm { Ports = "80 http", BufferMegabytes = "lots", SnapshotLength = "9", StopAfter = "soon", MaxRecords = "-1", Expire = "2" };

        var paths = form.ToPlan().Faults.Select(fault => fault.Path);

        Assert.Equal(
            [CaptureForm.PortsPath, CaptureForm.BufferPath, CaptureForm.SnapshotPath, CaptureForm.ExpirePath, CaptureForm.StopAfterPath, CaptureForm.MaxRecordsPath],
            paths);
    }

    [Fact]
    public void CaptureForm_Untouched_RecordsEverythingThatIsUp() => Assert.Empty(new CaptureForm().ToPlan().Faults);

    [Fact]
    public void ReplayForm_Untouched_MissesRecordingAndTarget() =>
        Assert.Equal([ReplayForm.RecordingPath, ReplayForm.UrlPath], new ReplayForm().ToPlan().Faults.Select(fault => fault.Path));

    [Theory]
    [InlineData("200%", "", 2)]
    [InlineData(ReplayForm.Custom, "12.5 %", 0.125)]
    [InlineData("max", "", double.PositiveInfinity)]
    public void ReplayForm_Speed_IsThePlans(string speed, string custom, double factor)
    {
        var (plan, _) = new ReplayForm { Recording = "a", Url = "b", Speed = speed, CustomPercent = custom }.ToPlan();

        Assert.Equal(factor, ((FileInputPlan)plan.Inputs[0]).Speed!.Value.Factor);
    }

    [Fact]
    public void ReplayForm_ImpossibleSpeed_IsAFault() =>
        Assert.Equal(ReplayForm.SpeedPath, Assert.Single(new ReplayForm { Recording = "a", Url = "b", Speed = ReplayForm.Custom, CustomPercent = "0" }.ToPlan().Faults).Path);

    [Fact]
    public void BlastRadius_OfAReplay_SaysHowMuchWhereAndHowLong()
    {
        var form = new ReplayForm { Recording = "a", Url = "http://b", Speed = "200%" };

        var said = form.BlastRadius(FakeRecordings.Recording("a", "A", 10_000), mutating: 3000);

        Assert.Equal("Sends 10,000 requests to http://b within 2 min 35 s. 3,000 of them may change things there (POST, PUT, PATCH, DELETE).", said);
    }

    [Fact]
    public void FormFaults_UntilTouched_AreOnlyInTheList()
    {
        var faults = new FormFaults();
        faults.Set([new PlanFault("/a", "own")], [new PlanFault("/a", "other"), new PlanFault("/b", "b")]);

        Assert.Null(faults.At("/a"));
        faults.Touch("/a");
        Assert.Equal("own", faults.At("/a"));
        Assert.Null(faults.At("/b"));
        faults.Submit();
        Assert.Equal("b", faults.At("/b"));
        Assert.Equal(2, faults.All.Count);
    }
}
