using TapeDeck.Client.Forms;
using TapeDeck.Client.Forms.Kinds;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Tests.Forms;

public sealed class FormTests
{
    [Fact]
    public void NewCapture_FilledIn_MakesThePlan()
    {
        var draft = PlanDraft.NewCapture();
        Set(draft.Inputs[0], ("interface", "eth0"), ("ports", "8080, 8443"), ("bufferBytes", "128 MiB"));
        Set(draft.Options, ("limits/stopAfter", "1h 30m"), ("limits/maxRecords", "100,000"));
        draft.Outputs.Add(new PartDraft(HttpOutputKind.Kind, HttpOutputKind.Kind.Create()));
        Set(draft.Outputs[0], ("url", " http://b:1 "), ("queue/capacity", "500"), ("queue/whenFull", "drop-oldest"), ("limit", "10%"));
        draft.Rules.Add(new RuleDraft { Kind = RuleKind.SetHeader, Name = "X-A", Value = "1", Pattern = "left over" });

        var (plan, faults) = draft.ToPlan();

        Assert.Empty(faults);
        var input = Assert.IsType<CaptureInputPlan>(Assert.Single(plan.Inputs));
        Assert.Equal(("eth0", 128L << 20, true, 262_144), (input.Interface, input.BufferBytes, input.TrackResponses, input.SnapshotLength));
        Assert.Equal([8080, 8443], input.Ports);
        Assert.Equal(new RulePlan(RuleKind.SetHeader, "X-A", null, "1"), Assert.Single(plan.Rules));
        var output = Assert.IsType<HttpOutputPlan>(Assert.Single(plan.Outputs));
        Assert.Equal(("http://b:1", 500, QueueFullPolicy.DropOldest, 10d), (output.Url, output.Queue.Capacity, output.Queue.WhenFull!.Value, output.Limit!.Percent!.Value));
        Assert.Equal((TimeSpan.FromMinutes(90), 100_000L), (plan.Limits.StopAfter, plan.Limits.MaxRecords));
    }

    [Fact]
    public void NewCapture_WithTypos_NamesEveryFieldAndKeepsWhatWasTyped()
    {
        var draft = PlanDraft.NewCapture();
        Set(draft.Inputs[0], ("ports", "80 http"), ("bufferBytes", "lots"), ("snapshotLength", "9"), ("expire", "2"), ("limit", "many"));
        Set(draft.Options, ("limits/stopAfter", "soon"), ("limits/maxRecords", "-1"), ("middleware", "python 'open"));

        var paths = draft.ToPlan().Faults.Select(fault => fault.Path);

        Assert.Equal(
            [
                "/inputs/0/bufferBytes", "/inputs/0/expire", "/inputs/0/limit", "/inputs/0/ports", "/inputs/0/snapshotLength", "/limits/maxRecords", "/limits/stopAfter",
                "/middleware",
            ],
            paths.Order(StringComparer.Ordinal));
        Assert.Equal("80 http", draft.Inputs[0].Text(Field(draft.Inputs[0], "ports")));
    }

    [Fact]
    public void NewCapture_Untouched_RecordsEverythingThatIsUp() => Assert.Empty(PlanDraft.NewCapture().ToPlan().Faults);

    [Fact]
    public void NewReplay_Untouched_MissesRecordingAndTarget() =>
        Assert.Equal(["/inputs/0/recording", "/outputs/0/url"], PlanDraft.NewReplay("").ToPlan().Faults.Select(fault => fault.Path));

    [Theory]
    [InlineData("200%", 2)]
    [InlineData("12.5 %", 0.125)]
    [InlineData("50", 0.5)]
    [InlineData("max", double.PositiveInfinity)]
    [InlineData("10/s", 10)]
    public void NewReplay_Speed_IsThePlans(string speed, double factor)
    {
        var draft = PlanDraft.NewReplay("a");
        Set(draft.Inputs[0], ("speed", speed));

        Assert.Equal(factor, ((FileInputPlan)draft.ToPlan().Plan.Inputs[0]).Speed!.Value.Factor);
    }

    [Fact]
    public void Rule_WithAShare_NeedsAWholePercent()
    {
        var faults = new List<PlanFault>();

        Assert.Equal(25, new RuleDraft { Kind = RuleKind.LimitHeader, Name = "User-Id", Percent = "25 %" }.ToPlan("/rules/0", faults).Percent);
        Assert.Empty(faults);
        _ = new RuleDraft { Kind = RuleKind.LimitParam, Name = "id", Percent = "101" }.ToPlan("/rules/1", faults);
        Assert.Equal("/rules/1/percent", Assert.Single(faults).Path);
    }

    [Theory]
    [InlineData("64 MiB", 64L << 20)]
    [InlineData("64m", 64L << 20)]
    [InlineData("1,000", 1000L)]
    [InlineData("2 kb", 2048L)]
    public void Bytes_WithUnits_AreOf1024(string text, long bytes) => Assert.Equal(bytes, FieldText.Bytes("Size", text, 1, 1L << 40));

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("9999999 TiB")]
    [InlineData("5 parsecs")]
    [InlineData("-3")]
    public void Bytes_OutOfRangeOrUnreadable_AreRefused(string text) => Assert.Throws<FormatException>(() => FieldText.Bytes("Size", text, 1, 1L << 40));

    [Theory]
    [InlineData("python3 rewrite.py")]
    [InlineData("a 'b c' 'it'\"'\"'s' ''")]
    public void CommandWords_SplitAndJoined_AreTheSame(string command) => Assert.Equal(command, CommandWords.Join(CommandWords.Split(command)));

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

    private static PlanField Field(PartDraft part, string path) => part.Kind.Fields.Single(field => field.Path == path);

    private static void Set(PartDraft part, params (string Path, string Text)[] typed)
    {
        foreach (var (path, text) in typed)
        {
            part.Set(Field(part, path), text);
        }
    }
}
