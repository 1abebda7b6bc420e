using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Pipeline;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Rules;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Pipeline;

public sealed class RecordPipelineTests
{
    private readonly Ledger _ledger = new();
    private readonly CancellationTokenSource _stop = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_TwoOutputs_BothGetEverythingTheRulesLeave()
    {
        var (first, second) = (Open("first"), Open("second"));
        var pipeline = Create([new MemoryInput(Records.Requests(100), [Records.Response(5), Records.Response(12)])], [first, second], new RulePlan(RuleKind.AllowUrl, Pattern: "^/1"));

        await pipeline.RunAsync(_stop, Token);

        // /1, /10–/19 are 11 requests; the response to 12 follows its request, the one to 5 goes with it.
        Assert.Equal(12, first.Taken.Count);
        Assert.Equal(first.Taken, second.Taken);
        var records = _ledger.Account(Ledger.Records).Snapshot();
        Assert.Equal((102L, 12L, 90L), (records.Seen, records.Delivered, records.Filtered));
        AssertBalanced();
        Assert.Equal((100L, 2L), (pipeline.Counters.Requests, pipeline.Counters.Responses));
    }

    [Fact]
    public async Task Run_RecordBudget_TakesExactlySoMany()
    {
        var output = Open("output");
        var pipeline = Create([new MemoryInput(Records.Requests(7)) { Endless = true }], [output], budget: 100);
        await pipeline.RunAsync(_stop, Token);
        Assert.Equal(100, output.Taken.Count);
        AssertBalanced();
    }

    [Fact]
    public async Task Run_InputFails_StopsTheOthersAndThrowsAfterDelivery()
    {
        var output = Open("output");
        var pipeline = Create([new MemoryInput(Records.Requests(3)) { Failure = new IOException("gone") }, new MemoryInput(Records.Requests(1)) { Endless = true }], [output]);
        var failure = await Assert.ThrowsAsync<IOException>(() => pipeline.RunAsync(_stop, Token));
        Assert.Equal("gone", failure.Message);
        Assert.True(output.Taken.Count >= 3);
        Assert.True(output.Completed);
        AssertBalanced();
    }

    [Fact]
    public async Task Run_EveryOutputFailed_Ends()
    {
        var output = Open("output");
        output.Failure = new IOException("disk full");
        await Create([new MemoryInput(Records.Requests(10)) { Endless = true }], [output]).RunAsync(_stop, Token);
        AssertBalanced();
    }

    [Fact]
    public async Task Run_OneOutputStuck_TheOtherGoesOn()
    {
        var stuck = new GatedOutput(_ledger.Account("stuck"), "stuck");
        var free = Open("free");
        using var abandon = new CancellationTokenSource();
        var pipeline = Create([new MemoryInput(Records.Requests(50), Records.Requests(50))], [stuck, free]);
        var run = pipeline.RunAsync(_stop, abandon.Token);
        while (free.Taken.Count < 100)
        {
            await Task.Delay(5, Token);
        }

        await abandon.CancelAsync();
        await run;
        AssertBalanced();
        Assert.Equal(100, _ledger.Account("stuck").Snapshot().TotalDropped);
    }

    [Fact]
    public async Task Run_Paused_CountsWhatComesMeanwhile()
    {
        var output = Open("output");
        var pipeline = Create([new MemoryInput(Records.Requests(10))], [output]);
        pipeline.IsPaused = true;
        await pipeline.RunAsync(_stop, Token);
        Assert.Empty(output.Taken);
        Assert.Equal(10, _ledger.Account(Ledger.Records).Snapshot().Dropped[LedgerReason.Paused]);
        AssertBalanced();
    }

    private GatedOutput Open(string name)
    {
        var output = new GatedOutput(_ledger.Account(name), name);
        output.Open();
        return output;
    }

    private RecordPipeline Create(IRecordInput[] inputs, GatedOutput[] outputs, RulePlan? rule = null, long? budget = null)
    {
        var faults = new List<PlanFault>();
        var rules = RuleSet.Compile(rule is null ? [] : [rule], faults);
        Assert.Empty(faults);
        var records = _ledger.Account(Ledger.Records);
        var queues = outputs.Select(output =>
            new OutputQueue(output, _ledger.Account(output.Name), new QueuePlan { Capacity = 20 }, output.Name == "stuck" ? QueueFullPolicy.DropNewest : QueueFullPolicy.Wait));
        return new RecordPipeline(inputs, [.. queues], () => new RuleFilter(rules, records, TimeProvider.System), records, new RecordBudget(budget));
    }

    private void AssertBalanced() => Assert.All(_ledger.Snapshot(), entry => Assert.Equal(0, entry.InFlight));
}
