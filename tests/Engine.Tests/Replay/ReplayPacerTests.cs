using Microsoft.Extensions.Time.Testing;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Replay;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Replay;

public class ReplayPacerTests
{
    private const long Second = 1_000_000_000;
    private readonly FakeTimeProvider _time = new();
    private readonly ReplayPacer _pacer;

    public ReplayPacerTests()
    {
        _pacer = new ReplayPacer(_time, ReplaySpeed.Original);
        Assert.Equal(1, _pacer.TakeDue(At(0)));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Take_NotDueYet_WaitsForTheClock()
    {
        var taken = _pacer.TakeDueAsync(At(3 * Second), Token).AsTask();
        _time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.False(taken.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        await taken;
    }

    [Fact]
    public async Task Take_Paused_WaitsForResumeAndTheTimeInBetweenDoesNotCount()
    {
        var taken = _pacer.TakeDueAsync(At(3 * Second), Token).AsTask();
        _time.Advance(TimeSpan.FromSeconds(1));
        _pacer.Pause();
        _time.Advance(TimeSpan.FromSeconds(100));
        Assert.Equal(0, _pacer.TakeDue(At(3 * Second)));
        _pacer.Resume();
        _time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(taken.IsCompleted);
        await AdvanceUntilAsync(taken, TimeSpan.FromSeconds(0.2));
    }

    [Fact]
    public async Task Speed_ChangedWhileWaiting_TakesEffectAtOnce()
    {
        var taken = _pacer.TakeDueAsync(At(1000 * Second), Token).AsTask();
        _pacer.Speed = ReplaySpeed.Max;
        await taken;
    }

    [Fact]
    public async Task Speed_ChangedToARate_SpacesRequestsAndLeavesResponsesWithThem()
    {
        Assert.True(ReplaySpeed.TryParse("4/s", out var rate));
        _pacer.Speed = rate;
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(0, _pacer.TakeDue(At(0)));
            _time.Advance(TimeSpan.FromSeconds(0.25));
            Assert.Equal(2, _pacer.TakeDue([.. At(0), At(0)[0] with { Kind = RecordKind.Response }, .. At(0)]));
        }

        var taken = _pacer.TakeDueAsync(At(0), Token).AsTask();
        Assert.True(ReplaySpeed.TryParse("1000/s", out rate));
        _pacer.Speed = rate;
        await AdvanceUntilAsync(taken, TimeSpan.FromMilliseconds(1));
        Assert.InRange(_time.GetUtcNow() - _time.Start, TimeSpan.FromSeconds(2.5), TimeSpan.FromSeconds(2.74));
    }

    [Fact]
    public async Task Take_Stopped_Throws()
    {
        using var stop = new CancellationTokenSource();
        var taken = _pacer.TakeDueAsync(At(1000 * Second), stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => taken);
    }

    [Fact]
    public async Task Take_RealClock_IsNeverEarly()
    {
        var pacer = new ReplayPacer(TimeProvider.System, ReplaySpeed.Original);
        for (var i = 0; i < 50; i++)
        {
            var records = At(i * 1_500_000);
            Assert.Equal(1, await pacer.TakeDueAsync(records, Token));
            Assert.InRange(records[0].DueTimestamp, 1, TimeProvider.System.GetTimestamp());
        }
    }

    [Fact]
    public void TakeDue_SomeRecordsDue_GivesOutThoseAndStampsNoOthers()
    {
        _time.Advance(TimeSpan.FromSeconds(2));
        var records = At(Second, 2 * Second, 3 * Second);
        Assert.Equal(2, _pacer.TakeDue(records));
        Assert.Equal([-1, 0], records[..2].Select(record => _time.GetElapsedTime(_time.GetTimestamp(), record.DueTimestamp).TotalSeconds));
        Assert.Equal(0, records[2].DueTimestamp);
    }

    [Fact]
    public void TakeDue_WithoutPace_GivesOutAllWithoutDueTimes()
    {
        _pacer.Speed = ReplaySpeed.Max;
        var records = At(Second, 1000 * Second);
        Assert.Equal(2, _pacer.TakeDue(records));
        Assert.All(records, record => Assert.Equal(0, record.DueTimestamp));
    }

    private static Record[] At(params IEnumerable<long> timestamps) => [.. timestamps.Select(timestamp => Records.Request(0, timestamp: timestamp))];

    /// <summary>The waiter may still be on its way to the new timer when the clock moves, so the clock moves in small steps.</summary>
    private async Task AdvanceUntilAsync(Task task, TimeSpan step)
    {
        while (!task.IsCompleted)
        {
            _time.Advance(step);
            await Task.WhenAny(task, Task.Delay(1, Token));
        }

        await task;
    }
}
