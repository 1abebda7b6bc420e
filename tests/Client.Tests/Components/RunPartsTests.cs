using Bunit;
using TapeDeck.Client.Components;
using TapeDeck.Client.Ports;
using TapeDeck.Client.Tests.Fakes;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Runs;

namespace TapeDeck.Client.Tests.Components;

public sealed class RunPartsTests : PageTest
{
    [Fact]
    public void Outputs_WithDropsAndFailure_ShowDepthReasonsAndTheFailure()
    {
        var output = new OutputProgress("output 1", "kafka", "output 1")
        {
            Waiting = 9_500,
            Capacity = 10_000,
            Delivered = 400,
            Dropped = new Dictionary<LedgerReason, long> { [LedgerReason.QueueFull] = 31, [LedgerReason.NotApplicable] = 2 },
            Failure = "broker 10.0.0.1:9092 does not answer",
        };

        var run = FakeRuns.Capture("c1", "Evening") with { Plan = new Plan { Outputs = [new KafkaOutputPlan { Topic = "events" }] }, Progress = new RunProgress { Outputs = [output] } };
        var panel = Context.Render<OutputsPanel>(parameters => parameters.Add(it => it.Run, run));

        Assert.Equal("Kafka topic events", panel.Find("td.strong").TextContent);
        Assert.Equal("9,500 of 10,000", panel.Find(".depth span").TextContent);
        Assert.Contains("Last failure: broker 10.0.0.1:9092 does not answer", panel.Markup, StringComparison.Ordinal);
        Assert.Equal(["31", "31"], panel.FindAll("td.num:last-child").Select(cell => cell.TextContent));
    }

    [Fact]
    public void CopyCommand_WithAPassword_CopiesAndSaysWhatIsLeftOut()
    {
        Context.JSInterop.Setup<bool>("tapedeck.copy", _ => true).SetResult(true);
        Commands.Command = new PlanCommand("tapedeck --input-kafka-host k:9092", [new PlanFault("/inputs/0/cluster/sasl/password", "A password is not written into a command.")]);

        Context.Render<CopyCommand>(parameters => parameters.Add(it => it.Run, FakeRuns.Capture("c1", "Evening"))).Find("button").Click();

        Dialogs.WaitForAssertion(() => Assert.Equal("Copied to the clipboard.", Dialogs.Find(".copied").TextContent));
        Assert.Equal("tapedeck --input-kafka-host k:9092", Dialogs.Find(".command").TextContent);
        Assert.Contains("A password is not written", Dialogs.Find(".missing").TextContent, StringComparison.Ordinal);
        Assert.Equal("tapedeck --input-kafka-host k:9092", Context.JSInterop.Invocations["tapedeck.copy"].Single().Arguments[0]);
    }
}
