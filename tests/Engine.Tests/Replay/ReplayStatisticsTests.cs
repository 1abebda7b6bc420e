using Microsoft.Extensions.Time.Testing;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Replay;
using TapeDeck.Engine.Runs;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Replay;

public class ReplayStatisticsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly ReplayStatistics _statistics;

    public ReplayStatisticsTests() => _statistics = new ReplayStatistics(_time);

    [Fact]
    public void Snapshot_Nothing_IsAllZero()
    {
        var progress = _statistics.Snapshot(3);
        Assert.Equal((0, 0, 3), (progress.Sent, progress.Failed, progress.Waiting));
        Assert.Equal(new Percentiles(), progress.Latency);
        Assert.False(progress.GeneratorLimited);
    }

    [Fact]
    public void Snapshot_KnownDurations_HasTheirPercentilesFromDueAndFromSend()
    {
        for (var i = 1; i <= 1000; i++)
        {
            End(due: 0, sent: 5, ended: 5 + i, isPaced: true);
        }

        var progress = _statistics.Snapshot(0);
        AssertAbout(new Percentiles(500, 950, 990, 999, 1000), progress.ServiceTime);
        AssertAbout(new Percentiles(505, 955, 995, 1004, 1005), progress.Latency);
        AssertAbout(new Percentiles(5, 5, 5, 5, 5), progress.Lateness);
        Assert.Equal(1000, progress.Succeeded);
        Assert.False(progress.GeneratorLimited);
    }

    [Fact]
    public void Snapshot_Outcomes_AreCountedByStatusAndFailure()
    {
        End(status: 200);
        End(status: 204);
        End(status: 204);
        End(status: 503);
        End(failure: new ReplayFailure(LedgerReason.Refused, "no"), sent: 0);
        End(failure: new ReplayFailure(LedgerReason.TimedOut, "late"));
        _statistics.Begin();
        var progress = _statistics.Snapshot(0);
        Assert.Equal(new Dictionary<int, long> { [200] = 1, [204] = 2, [503] = 1 }, progress.ByStatus);
        Assert.Equal([0, 0, 3, 0, 0, 1], progress.ByStatusClass);
        Assert.Equal((6, 4, 2, 1), (progress.Sent, progress.Succeeded, progress.Failed, progress.InFlight));
    }

    [Theory]
    [InlineData(1, true, false)]
    [InlineData(2, true, true)]
    [InlineData(50, false, false)]
    public void GeneratorLimited_LateSends_OnlyMoreThanOnePercentOfPacedOnes(int late, bool isPaced, bool limited)
    {
        for (var i = 0; i < 100; i++)
        {
            End(due: 0, sent: i < late ? 11 : 10, ended: 20, isPaced: isPaced);
        }

        Assert.Equal(limited, _statistics.Snapshot(0).GeneratorLimited);
    }

    [Fact]
    public void CompletedPerSecond_OverASecond_IsTheRate()
    {
        _statistics.Snapshot(0);
        for (var i = 0; i < 50; i++)
        {
            End();
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(50, _statistics.Snapshot(0).CompletedPerSecond, 3);
    }

    /// <summary>Three significant digits are exact.</summary>
    private static void AssertAbout(Percentiles expected, Percentiles actual)
    {
        foreach (var (want, have) in new[]
        {
            (expected.P50, actual.P50), (expected.P95, actual.P95), (expected.P99, actual.P99), (expected.P999, actual.P999), (expected.Max, actual.Max),
        })
        {
            Assert.InRange(have, want * 0.999, want * 1.001);
        }
    }

    private void End(int due = 1, int sent = 1, int ended = 2, bool isPaced = false, int status = 200, ReplayFailure? failure = null)
    {
        var ticks = _time.TimestampFrequency / 1000;
        var exchange = new ReplayExchange();
        var record = Records.Request(0) with { DueTimestamp = isPaced ? 1 : 0 };
        exchange.Begin(new QueuedRequest(record, 0, due * ticks));
        exchange.Sent = sent * ticks;
        exchange.Ended = ended * ticks;
        exchange.Status = failure is null ? status : 0;
        exchange.Failure = failure;
        _statistics.Begin();
        _statistics.End(exchange);
    }
}
