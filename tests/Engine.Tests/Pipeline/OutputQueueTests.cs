using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Pipeline;
using TapeDeck.Engine.Plans;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Pipeline;

public sealed class OutputQueueTests
{
    private readonly LedgerAccount _account = new Ledger().Account("output");
    private readonly GatedOutput _output;

    public OutputQueueTests() => _output = new GatedOutput(_account);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Enqueue_WaitPolicy_DeliversEverythingInOrder()
    {
        await using var queue = Create(QueueFullPolicy.Wait, capacity: 7);
        var pump = queue.PumpAsync(Token);
        _output.Open();
        var records = Records.Requests(5000);
        for (var i = 0; i < records.Length; i += 100)
        {
            await queue.EnqueueAsync(records.AsMemory(i, 100), Token);
        }

        queue.End();
        await pump;

        Assert.Equal(records, _output.Taken);
        Assert.True(_output.Completed);
        AssertLedger(seen: 5000, delivered: 5000);
    }

    [Theory]
    [InlineData(QueueFullPolicy.DropNewest, 0)]
    [InlineData(QueueFullPolicy.DropOldest, 90)]
    public async Task Enqueue_DropPolicy_KeepsOneEndAndCountsTheRest(QueueFullPolicy policy, int firstKept)
    {
        await using var queue = Create(policy, capacity: 10);
        var records = Records.Requests(100);
        await queue.EnqueueAsync(records, Token);
        Assert.Equal(10, queue.Depth);

        _output.Open();
        queue.End();
        await queue.PumpAsync(Token);

        Assert.Equal(records[firstKept..(firstKept + 10)], _output.Taken);
        AssertLedger(seen: 100, delivered: 10, LedgerReason.QueueFull, 90);
    }

    [Fact]
    public async Task Enqueue_ByteCapacityReached_Drops()
    {
        var records = Records.Requests(10);
        var plan = new QueuePlan { CapacityBytes = records[0].Payload.Length * 3 };
        await using var queue = new OutputQueue(_output, _account, plan, QueueFullPolicy.DropNewest);
        await queue.EnqueueAsync(records, Token);
        Assert.Equal(3, queue.Depth);
    }

    [Fact]
    public async Task Pump_OutputFails_CountsTheRestAndTakesNoMore()
    {
        await using var queue = Create(QueueFullPolicy.Wait, capacity: 10);
        _output.Failure = new IOException("No space left on device");
        _output.Open();
        await queue.EnqueueAsync(Records.Requests(10), Token);
        await queue.PumpAsync(Token);
        await queue.EnqueueAsync(Records.Requests(20), Token);

        Assert.Same(_output.Failure, queue.Failure);
        AssertLedger(seen: 30, delivered: 0, LedgerReason.WriteFailed, 30);
    }

    [Fact]
    public async Task Pump_Abandoned_CountsWhatWaitsAsStopped()
    {
        using var abandon = new CancellationTokenSource();
        await using var queue = Create(QueueFullPolicy.Wait, capacity: 10);
        await queue.EnqueueAsync(Records.Requests(10), Token);
        var waiting = queue.EnqueueAsync(Records.Requests(5), abandon.Token);
        var pump = queue.PumpAsync(abandon.Token);
        await abandon.CancelAsync();
        await pump;
        await waiting;

        AssertLedger(seen: 15, delivered: 0, LedgerReason.Stopped, 15);
    }

    private OutputQueue Create(QueueFullPolicy policy, int capacity) => new(_output, _account, new QueuePlan { Capacity = capacity }, policy);

    private void AssertLedger(long seen, long delivered, LedgerReason? reason = null, long dropped = 0)
    {
        var entry = _account.Snapshot();
        Assert.Equal((seen, delivered, dropped), (entry.Seen, entry.Delivered, entry.TotalDropped));
        Assert.Equal(0, entry.InFlight);
        if (reason is { } expected)
        {
            Assert.Equal(dropped, entry.Dropped[expected]);
        }
    }
}
