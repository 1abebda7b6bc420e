using Microsoft.Extensions.Time.Testing;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Rules;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Rules;

public class RuleFilterTests
{
    private static readonly RuleSet s_noPrivate = RuleSetTests.Compile("--http-disallow-url", "/private");

    private readonly FakeTimeProvider _time = new();
    private readonly LedgerAccount _account = new Ledger().Account(Ledger.Records);

    [Fact]
    public void Apply_NoRules_HandsTheBatchThrough()
    {
        ReadOnlyMemory<Record> batch = Records.Requests(10);
        Assert.Equal(batch, Create(RuleSet.Empty).Apply(batch));
        AssertLedger(seen: 10, delivered: 10, filtered: 0);
    }

    [Fact]
    public void Apply_NothingToChange_HandsTheBatchThrough()
    {
        ReadOnlyMemory<Record> batch = Records.Requests(10);
        Assert.Equal(batch, Create(s_noPrivate).Apply(batch));
        AssertLedger(seen: 10, delivered: 10, filtered: 0);
    }

    [Fact]
    public void Apply_NoRules_AllocatesNothing()
    {
        var filter = Create(RuleSet.Empty);
        ReadOnlyMemory<Record> batch = Records.Requests(100);
        filter.Apply(batch);
        var before = GC.GetAllocatedBytesForCurrentThread();
        filter.Apply(batch);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Apply_RejectedRequest_TakesItsResponsesAlong()
    {
        var filter = Create(s_noPrivate);
        var replayed = Records.Response(1) with { Kind = RecordKind.ReplayedResponse };
        Record[] passing = [Records.Request(2), Records.Response(2), Records.Response(3)];

        Assert.Equal(passing, filter.Apply(Batch(Records.Request(1, "/private"), passing[0], passing[1], Records.Response(1), replayed, passing[2])).ToArray());
        Assert.Empty(filter.Apply(Batch(Records.Response(1))).ToArray());
        AssertLedger(seen: 7, delivered: 3, filtered: 4);
    }

    [Fact]
    public void Apply_IdUsedAgainByAPassingRequest_LetsItsResponsePass()
    {
        var filter = Create(s_noPrivate);
        filter.Apply(Batch(Records.Request(1, "/private"), Records.Request(1, "/open")));
        Assert.Single(filter.Apply(Batch(Records.Response(1))).ToArray());
    }

    [Theory]
    [InlineData(59, 0)]
    [InlineData(121, 1)]
    public void Apply_TimePasses_ForgetsRejectedIds(int seconds, int expected)
    {
        var filter = Create(s_noPrivate);
        filter.Apply(Batch(Records.Request(1, "/private")));
        _time.Advance(TimeSpan.FromSeconds(seconds));
        Assert.Equal(expected, filter.Apply(Batch(Records.Response(1))).Length);
    }

    [Fact]
    public void Apply_SteadyRejections_ForgetsTheOldOnly()
    {
        var filter = Create(s_noPrivate);
        for (var i = 0; i < 200; i++)
        {
            filter.Apply(Batch(Records.Request(i, "/private")));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Single(filter.Apply(Batch(Records.Response(10))).ToArray());
        Assert.Empty(filter.Apply(Batch(Records.Response(150))).ToArray());
    }

    [Fact]
    public void Apply_MoreRejectionsThanAreKept_ForgetsTheOldest()
    {
        var filter = Create(s_noPrivate);
        for (var i = 0; i <= 2 * RecentIds<bool>.GenerationSize; i++)
        {
            filter.Apply(Batch(Records.Request(i, "/private")));
        }

        Assert.Single(filter.Apply(Batch(Records.Response(0))).ToArray());
        Assert.Empty(filter.Apply(Batch(Records.Response(RecentIds<bool>.GenerationSize + 1))).ToArray());
    }

    private static ReadOnlyMemory<Record> Batch(params Record[] records) => records;

    private RuleFilter Create(RuleSet rules) => new(rules, _account, _time);

    private void AssertLedger(long seen, long delivered, long filtered)
    {
        var entry = _account.Snapshot();
        Assert.Equal((seen, delivered, filtered, 0), (entry.Seen, entry.Delivered, entry.Filtered, entry.InFlight));
    }
}
