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
        Assert.True(_pacer.TryTake(At(0), out _));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Take_NotDueYet_WaitsForTheClock()
    {
        var taken = _pacer.TakeAsync(At(3 * Second), Token).AsTask();
        _time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.False(taken.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        await taken;
    }

    [Fact]
    public async Task Take_Paused_WaitsForResumeAndTheTimeInBetweenDoesNotCount()
    {
        var taken = _pacer.TakeAsync(At(3 * Second), Token).AsTask();
        _time.Advance(TimeSpan.FromSeconds(1));
        _pacer.Pause();
        _time.Advance(TimeSpan.FromSeconds(100));
        Assert.False(_pacer.TryTake(At(3 * Second), out _));
        _pacer.Resume();
        _time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(taken.IsCompleted);
        await AdvanceUntilAsync(taken, TimeSpan.FromSeconds(0.2));
    }

    [Fact]
    public async Task Speed_ChangedWhileWaiting_TakesEffectAtOnce()
    {
        var taken = _pacer.TakeAsync(At(1000 * Second), Token).AsTask();
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
            Assert.False(_pacer.TryTake(At(0), out _));
            _time.Advance(TimeSpan.FromSeconds(0.25));
            Assert.True(_pacer.TryTake(At(0), out _));
            Assert.True(_pacer.TryTake(At(0) with { Kind = RecordKind.Response }, out _));
        }

        var taken = _pacer.TakeAsync(At(0), Token).AsTask();
        Assert.True(ReplaySpeed.TryParse("1000/s", out rate));
        _pacer.Speed = rate;
        await AdvanceUntilAsync(taken, TimeSpan.FromMilliseconds(1));
        Assert.InRange(_time.GetUtcNow() - _time.Start, TimeSpan.FromSeconds(2.5), TimeSpan.FromSeconds(2.74));
    }

    [Fact]
    public async Task Take_Stopped_Throws()
    {
        using var stop = new CancellationTokenSource();
        var taken = _pacer.TakeAsync(At(1000 * Second), stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => taken);
    }

    [Fact]
    public async Task Take_RealClock_IsNeverEarly()
    {
        var pacer = new ReplayPacer(TimeProvider.System, ReplaySpeed.Original);
        for (var i = 0; i < 50; i++)
        {
            var due = await pacer.TakeAsync(At(i * 1_500_000), Token);
            Assert.True(TimeProvider.System.GetTimestamp() >= due);
        }
    }

    private static Record At(long timestamp) => Records.Request(0, timestamp: timestamp);

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
