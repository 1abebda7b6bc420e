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
    private RecordGate? _gate;

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
        Assert.Equal((100L, 2L), (_gate!.Counters.Requests, _gate.Counters.Responses));
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
        _gate!.IsPaused = true;
        await pipeline.RunAsync(_stop, Token);
        Assert.Empty(output.Taken);
        Assert.Equal(10, _ledger.Account(Ledger.Records).Snapshot().Dropped[LedgerReason.Paused]);
        AssertBalanced();
    }

    [Fact]
    public async Task Run_RespondingOutput_ItsAnswersGoToTheOthersAndAreAllThereAtTheEnd()
    {
        var (plain, other) = (Open("plain"), Open("other"));
        var (server, mute) = (new AnsweringOutput(_ledger.Account("server"), "server"), new AnsweringOutput(_ledger.Account("mute"), "mute"));

        // The rule filters requests only: an answer comes from a request that passed it.
        await Create([new MemoryInput(Records.Requests(500))], [server, plain, mute, other], new RulePlan(RuleKind.DisallowUrl, Pattern: "^/7$"))
            .RunAsync(_stop, Token);

        Assert.Equal(499, server.Taken.Count);
        Assert.Equal(2 * 499, Answers(plain).Count);
        Assert.Equal(499, Answers(plain).Select(answer => answer.Id).Distinct().Count());
        Assert.Equal(2 * 499, Answers(other).Count);
        Assert.All([server, mute], output => Assert.Equal(499, output.Taken.Count(record => record.Kind == RecordKind.Request)));
        Assert.Equal((998, 998), (_ledger.Account(Ledger.Answers).Snapshot().Seen, _ledger.Account(Ledger.Answers).Snapshot().Delivered));
        AssertBalanced();
    }

    [Fact]
    public async Task Run_NobodyTakesAnswers_CountsThem()
    {
        await Create([new MemoryInput(Records.Requests(50))], [new AnsweringOutput(_ledger.Account("server"), "server")]).RunAsync(_stop, Token);
        Assert.Equal(50, _ledger.Account(Ledger.Answers).Snapshot().Dropped[LedgerReason.NotApplicable]);
        AssertBalanced();
    }

    [Fact]
    public async Task Run_AbandonedWhileAnswersWait_EndsAndBalances()
    {
        var stuck = new GatedOutput(_ledger.Account("held"), "held");
        using var abandon = new CancellationTokenSource();
        var server = new AnsweringOutput(_ledger.Account("server"), "server");
        var run = Create([new MemoryInput(Records.Requests(5000))], [server, stuck]).RunAsync(_stop, abandon.Token);
        await server.Busy.WaitAsync(Token);
        await abandon.CancelAsync();
        await run;
        AssertBalanced();
    }

    [Fact]
    public async Task Run_Split_EachExchangeGoesToOneOutputAndExtrasSeeEverything()
    {
        var (first, second, extra) = (Open("first"), Open("second"), Open("extra"));
        Record[] records = [.. Enumerable.Range(0, 101).SelectMany(i => new[] { Records.Request(i), Records.Response(i) })];
        await Create([new MemoryInput(records.Chunk(7))], [first, second, extra], newDealer: places => new ExchangeDealer(places, false, TimeProvider.System))
            .RunAsync(_stop, Token);

        Assert.Equal((102, 100), (first.Taken.Count, second.Taken.Count));
        Assert.Empty(first.Taken.Select(record => record.Id).Intersect(second.Taken.Select(record => record.Id)));
        Assert.Equal(records, extra.Taken);
        AssertBalanced();
    }

    [Fact]
    public async Task Run_SplitWithAnswers_EachGoesToOneOfThosePlannedThatDoNotRespond()
    {
        var (first, second, extra) = (Open("first"), Open("second"), Open("extra"));
        var server = new AnsweringOutput(_ledger.Account("server"), "server");
        await Create(
            [new MemoryInput(Records.Requests(300))], [server, first, second, extra],
            newDealer: places => new ExchangeDealer(places, false, TimeProvider.System)).RunAsync(_stop, Token);

        Assert.Equal((100, 150, 150, 400), (server.Taken.Count, first.Taken.Count, second.Taken.Count, extra.Taken.Count));
        Assert.Equal((50, 50), (Answers(first).Count, Answers(second).Count));
        AssertBalanced();
    }

    private static List<Record> Answers(GatedOutput output) => [.. output.Taken.Where(record => record.Kind == RecordKind.ReplayedResponse)];

    private GatedOutput Open(string name)
    {
        var output = new GatedOutput(_ledger.Account(name), name);
        output.Open();
        return output;
    }

    private RecordPipeline Create(
        IRecordInput[] inputs, IRecordOutput[] outputs, RulePlan? rule = null, long? budget = null, Func<int, ExchangeDealer>? newDealer = null)
    {
        var faults = new List<PlanFault>();
        var rules = RuleSet.Compile(rule is null ? [] : [rule], faults);
        Assert.Empty(faults);
        var records = _ledger.Account(Ledger.Records);
        _gate = new RecordGate(records, new RecordBudget(budget));
        OutputQueue[] queues = [.. outputs.Select(output =>
            new OutputQueue(output, _ledger.Account(output.Name), new QueuePlan { Capacity = 20 }, output.Name == "stuck" ? QueueFullPolicy.DropNewest : QueueFullPolicy.Wait)
            {
                IsUnshared = output.Name == "extra",
            })];
        return new RecordPipeline(
            _gate,
            [.. inputs.Select(input => new RecordFlow(input, _gate.Admit, new RuleFilter(rules, records, TimeProvider.System).Apply))],
            [.. queues.Select(queue => queue.Responses).OfType<IRecordInput>().Select(answers => new RecordFlow(answers))],
            new RecordRouter(queues, newDealer),
            _ledger);
    }

    private void AssertBalanced() => Assert.All(_ledger.Snapshot(), entry => Assert.Equal(0, entry.InFlight));
}
