using Microsoft.Extensions.Time.Testing;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Pipeline;
using TapeDeck.Engine.Plans;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Pipeline;

/// <summary>Spec §7.</summary>
public class RateLimiterTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly LedgerAccount _account = new Ledger().Account("output");

    [Theory]
    [InlineData(10, 50)]
    [InlineData(0, 0)]
    [InlineData(1000, 500)]
    public void Apply_Rate_LetsSoManyThroughInEachSecond(int perSecond, int expected)
    {
        var limiter = Create(new RateLimitPlan { PerSecond = perSecond });
        var passed = 0;
        for (var i = 0; i < 500; i++)
        {
            passed += Apply(limiter, Records.Request(i)).Length;
            _time.Advance(TimeSpan.FromMilliseconds(10));
        }

        Assert.Equal(expected, passed);
        AssertDropped(500 - expected);
    }

    [Fact]
    public void Apply_QuietForAWhile_GrantsNoMoreThanOneWindow()
    {
        var limiter = Create(new RateLimitPlan { PerSecond = 10 });
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(10, Apply(limiter, Records.Requests(100)).Length);
    }

    [Fact]
    public void Apply_Responses_FollowTheirRequestAndCostNothing()
    {
        var limiter = Create(new RateLimitPlan { PerSecond = 2 });
        var early = Apply(limiter, [.. Enumerable.Range(0, 4).SelectMany(Exchange)]);
        Assert.Equal([.. Exchange(0), .. Exchange(1)], early);

        _time.Advance(TimeSpan.FromSeconds(1));
        var late = Apply(limiter, Records.Response(3), Records.Response(0), Records.Response(99), Records.Request(5), Records.Request(3), Records.Response(3));
        Assert.Equal(
            [(RecordKind.Response, 0), (RecordKind.Response, 99), (RecordKind.Request, 5), (RecordKind.Request, 3), (RecordKind.Response, 3)],
            late.Select(record => (record.Kind, Convert.ToInt32(record.Id.ToString(), 16))));
        AssertDropped(4 + 1);
    }

    [Fact]
    public void Apply_TenPercent_IsATenthAndResponsesFollow()
    {
        var limiter = Create(new RateLimitPlan { Percent = 10 });
        var passed = Apply(limiter, [.. Enumerable.Range(0, 10_000).SelectMany(i => new[] { Records.Request(i), Records.Response(i) })]);
        Assert.InRange(passed.Length / 2, 880, 1120);
        Assert.All(passed.Chunk(2), pair => Assert.Equal((pair[0].Id, RecordKind.Request, RecordKind.Response), (pair[1].Id, pair[0].Kind, pair[1].Kind)));
        AssertDropped(20_000 - passed.Length);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(100, 1000)]
    public void Apply_PercentAtItsEnds_IsExact(double percent, int expected) =>
        Assert.Equal(expected, Apply(Create(new RateLimitPlan { Percent = percent }), Records.Requests(1000)).Length);

    [Fact]
    public void Apply_SameSeed_DrawsTheSame()
    {
        var plan = new RateLimitPlan { Percent = 50 };
        var first = Apply(Create(plan), Records.Requests(100)).Select(record => record.Id);
        Assert.Equal(first, Apply(Create(plan), Records.Requests(100)).Select(record => record.Id));
    }

    private static Record[] Exchange(int number) =>
        [Records.Request(number) with { Payload = default }, Records.Response(number) with { Payload = default }];

    private static Record[] Apply(RateLimiter limiter, params Record[] batch) => limiter.Apply(batch).ToArray();

    private RateLimiter Create(RateLimitPlan plan) => new(plan, _account, _time, new Random(7));

    private void AssertDropped(long expected)
    {
        var entry = _account.Snapshot();
        Assert.Equal((expected, expected), (entry.Seen, entry.Dropped.GetValueOrDefault(LedgerReason.RateLimited)));
    }
}
