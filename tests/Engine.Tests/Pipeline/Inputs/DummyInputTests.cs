using Microsoft.Extensions.Time.Testing;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Http;
using TapeDeck.Engine.Pipeline.Inputs;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Tests.Pipeline.Inputs;

public class DummyInputTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly LedgerAccount _sources = new Ledger().Account(Ledger.Sources);

    [Fact]
    public async Task ReadAsync_EachTick_GivesARequestAndItsResponse()
    {
        await using var input = DummyInput.Open(new DummyInputPlan { Interval = TimeSpan.FromSeconds(2) }, _sources, _time);
        using var stop = new CancellationTokenSource();
        await using var batches = input.ReadAsync(stop.Token).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var ids = new HashSet<RecordId>();
        for (var i = 0; i < 3; i++)
        {
            var next = batches.MoveNextAsync();
            Assert.False(next.IsCompleted);
            _time.Advance(TimeSpan.FromSeconds(2));
            Assert.True(await next);
            var records = batches.Current.ToArray();
            Assert.Equal([(RecordKind.Request, -1L), (RecordKind.Response, 1L)], records.Select(record => (record.Kind, record.Latency)));
            Assert.Equal((records[0].Id, records[0].Timestamp + 1), (records[1].Id, records[1].Timestamp));
            Assert.Equal(24, records[0].Id.ToString().Length);
            Assert.Equal(System.Buffers.OperationStatus.Done, HttpMessageScanner.ForRequests().Scan(records[0].Payload.Span, out var consumed));
            Assert.Equal(records[0].Payload.Length, consumed);
            ids.Add(records[0].Id);
        }

        Assert.Equal(3, ids.Count);
        var last = batches.MoveNextAsync();
        await stop.CancelAsync();
        Assert.False(await last);
        Assert.Equal((6, 0), (_sources.Snapshot().Delivered, _sources.Snapshot().InFlight));
    }

    [Fact]
    public void Open_NoInterval_IsRefused()
    {
        var failure = Assert.Throws<PlanException>(() => DummyInput.Open(new DummyInputPlan { Interval = TimeSpan.Zero }, _sources, _time));
        Assert.Equal("/interval", Assert.Single(failure.Faults).Path);
    }
}
