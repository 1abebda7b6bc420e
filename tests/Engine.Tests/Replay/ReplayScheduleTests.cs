using CsCheck;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Replay;

namespace TapeDeck.Engine.Tests.Replay;

public class ReplayScheduleTests
{
    private const long Second = 1_000_000_000;

    // A clock with an odd frequency, so that a mix-up of ticks and nanoseconds shows.
    private const long Frequency = 3_000_000;

    [Theory]
    [InlineData("100%", 1)]
    [InlineData("200%", 0.5)]
    [InlineData("50%", 2)]
    [InlineData("1000%", 0.1)]
    public void Due_Paced_IsAbsoluteFromTheFirstRecord(string speed, double secondsApart)
    {
        var schedule = New(speed);
        Take(schedule, 100 * Second, now: 5000);
        for (var i = 1; i <= 1000; i++)
        {
            // However late the clock is by then, the due time does not move.
            var due = schedule.Due((100 + i) * Second, now: 5000 + (i * Frequency * 7));
            Assert.Equal(5000 + (long)(i * secondsApart * Frequency), due);
            schedule.Take((100 + i) * Second, due);
        }
    }

    [Fact]
    public void Due_EarlierRecord_IsDueAtOnceAndDoesNotMoveTheClock()
    {
        var schedule = New("100%");
        Take(schedule, 10 * Second, now: 0);
        var second = Take(schedule, 12 * Second, now: 0);
        Assert.Equal(second, Take(schedule, 11 * Second, now: 0));
        Assert.Equal(3 * Frequency, Take(schedule, 13 * Second, now: 0));
    }

    [Fact]
    public void Due_LongGap_IsCutAfterSpeedIsApplied()
    {
        var schedule = New("1000%", TimeSpan.FromSeconds(2));
        Take(schedule, 0, now: 0);
        Assert.Equal(Frequency, Take(schedule, 10 * Second, now: 0)); // 10 s at tenfold speed is 1 s: below the limit
        Assert.Equal(3 * Frequency, Take(schedule, 3600 * Second, now: 0)); // cut to 2 s
        Assert.Equal(4 * Frequency, Take(schedule, 3610 * Second, now: 0)); // and what follows counts from there
    }

    [Fact]
    public void Due_MaxSpeed_IsAlwaysNow()
    {
        var schedule = New("max");
        Assert.Equal(7, Take(schedule, 0, now: 7));
        Assert.Equal(9, Take(schedule, 100 * Second, now: 9));
    }

    [Fact]
    public void ChangeSpeed_InTheMiddle_GoesOnFromThere()
    {
        var schedule = New("100%");
        Take(schedule, 0, now: 0);
        Assert.Equal(10 * Frequency, schedule.Due(10 * Second, now: 0));
        schedule.ChangeSpeed(Speed("200%"), now: 4 * Frequency);
        Assert.Equal(7 * Frequency, schedule.Due(10 * Second, now: 4 * Frequency)); // 6 s are left, at double speed 3
    }

    [Fact]
    public void ChangeSpeed_RunningLate_ForgivesWhatIsOverdue()
    {
        var schedule = New("100%", TimeSpan.FromSeconds(30));
        Take(schedule, 0, now: 0);
        Take(schedule, Second, now: 0);
        schedule.ChangeSpeed(Speed("50%"), now: 60 * Frequency);
        Assert.Equal(62 * Frequency, schedule.Due(2 * Second, now: 60 * Frequency));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(long.MinValue)]
    public void Due_AbsurdTimestamp_IsFarAwayInsteadOfAnOverflow(long first)
    {
        var schedule = New("0.0001%");
        Take(schedule, first, now: 7);
        Assert.True(schedule.Due(long.MaxValue, now: 7) > long.MaxValue / 8);
    }

    [Fact]
    public void Shift_AfterAPause_MovesWhatIsToCome()
    {
        var schedule = New("100%");
        Take(schedule, 0, now: 0);
        schedule.Shift(5 * Frequency);
        Assert.Equal(6 * Frequency, schedule.Due(Second, now: 0));
    }

    [Fact]
    public void Restart_NextPass_StartsAtOnce()
    {
        var schedule = New("100%");
        Take(schedule, 0, now: 0);
        Take(schedule, 9 * Second, now: 0);
        schedule.Restart();
        Assert.Equal(9 * Frequency, Take(schedule, 0, now: 9 * Frequency));
        Assert.Equal(10 * Frequency, schedule.Due(Second, now: 0));
    }

    [Theory]
    [InlineData("10/s", 0.1)]
    [InlineData("3/s", 1 / 3.0)]
    [InlineData("0.5/s", 2)]
    public void Due_Rate_IsAbsoluteByTheCountOfRequests(string speed, double secondsApart)
    {
        var schedule = New(speed);
        Take(schedule, 100 * Second, now: 5000);
        for (var i = 1; i <= 1000; i++)
        {
            // Timestamps do not matter, not even when they go back.
            var due = schedule.Due((100 - i) * Second, now: 5000 + (i * Frequency * 7));
            Assert.Equal(5000 + (long)(i * secondsApart * Frequency), due, tolerance: 1);
            schedule.Take((100 - i) * Second, due);
            Assert.Equal(due, Take(schedule, 999 * Second, now: due + 5, isRequest: false));
        }
    }

    [Fact]
    public void Restart_AtARate_KeepsTheBeat()
    {
        var schedule = New("10/s");
        Take(schedule, 5 * Second, now: 0);
        schedule.Restart();
        Assert.Equal(Frequency / 10, Take(schedule, 5 * Second, now: 0));
    }

    [Theory]
    [InlineData("100%", "10/s", 0.1)]
    [InlineData("max", "10/s", 0.1)]
    [InlineData("10/s", "20/s", 0.05)]
    [InlineData("10/s", "100%", 1)]
    [InlineData("10/s", "200%", 0.5)]
    public void ChangeSpeed_BetweenMeasures_GoesOnFromNowWithoutABurst(string before, string after, double secondsToNext)
    {
        var schedule = New(before);
        Take(schedule, 0, now: 0);
        Take(schedule, Second, now: 0);
        schedule.Due(2 * Second, now: 0);
        var now = 60 * Frequency;
        schedule.ChangeSpeed(Speed(after), now);
        var first = Take(schedule, 2 * Second, now);
        var second = Take(schedule, 3 * Second, Math.Max(now, first));
        Assert.Equal(secondsToNext, (second - first) / (double)Frequency, precision: 3);
        Assert.InRange(first, 0, now + (long)(secondsToNext * Frequency));
    }

    [Fact]
    public void ChangeSpeed_FromARateAfterTheRecordingBeganAgain_StartsAtOnce()
    {
        var schedule = New("10/s");
        Take(schedule, 100 * Second, now: 0);
        schedule.Restart();
        schedule.ChangeSpeed(Speed("100%"), now: 7);
        Assert.Equal(8, Take(schedule, Second, now: 8));
        Assert.Equal(8 + Frequency, Take(schedule, 2 * Second, now: 8));
    }

    [Fact]
    public void Due_AnyTimestamps_NeverGoesBack() =>
        Gen.Long[0, 100 * Second].Array[1, 50].Sample(timestamps =>
        {
            var schedule = New("100%", TimeSpan.FromSeconds(3));
            long last = 0;
            foreach (var timestamp in timestamps)
            {
                var due = Take(schedule, timestamp, now: 0);
                Assert.InRange(due, last, last + (3 * Frequency));
                last = due;
            }
        });

    private static ReplaySpeed Speed(string text) => ReplaySpeed.TryParse(text, out var speed) ? speed : throw new FormatException(text);

    private static ReplaySchedule New(string speed, TimeSpan? maxWait = null) => new(Frequency, Speed(speed), maxWait);

    private static long Take(ReplaySchedule schedule, long timestamp, long now, bool isRequest = true)
    {
        var due = schedule.Due(timestamp, now, isRequest);
        schedule.Take(timestamp, due, isRequest);
        return due;
    }
}
