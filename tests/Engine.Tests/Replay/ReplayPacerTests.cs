using Microsoft.Extensions.Time.Testing;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Replay;

namespace TapeDeck.Engine.Tests.Replay;

public class ReplayPacerTests
{
    private const long Second = 1_000_000_000;
    private readonly FakeTimeProvider _time = new();
    private readonly ReplayPacer _pacer;

    public ReplayPacerTests()
    {
        _pacer = new ReplayPacer(_time, ReplaySpeed.Original);
        Assert.True(_pacer.TryTake(0, out _));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Take_NotDueYet_WaitsForTheClock()
    {
        var taken = _pacer.TakeAsync(3 * Second, Token).AsTask();
        _time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.False(taken.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        await taken;
    }

    [Fact]
    public async Task Take_Paused_WaitsForResumeAndTheTimeInBetweenDoesNotCount()
    {
        var taken = _pacer.TakeAsync(3 * Second, Token).AsTask();
        _time.Advance(TimeSpan.FromSeconds(1));
        _pacer.Pause();
        _time.Advance(TimeSpan.FromSeconds(100));
        Assert.False(_pacer.TryTake(3 * Second, out _));
        _pacer.Resume();
        _time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(taken.IsCompleted);
        await AdvanceUntilAsync(taken, TimeSpan.FromSeconds(0.2));
    }

    [Fact]
    public async Task Speed_ChangedWhileWaiting_TakesEffectAtOnce()
    {
        var taken = _pacer.TakeAsync(1000 * Second, Token).AsTask();
        _pacer.Speed = ReplaySpeed.Max;
        await taken;
    }

    [Fact]
    public async Task Take_Stopped_Throws()
    {
        using var stop = new CancellationTokenSource();
        var taken = _pacer.TakeAsync(1000 * Second, stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => taken);
    }

    [Fact]
    public async Task Take_RealClock_IsNeverEarly()
    {
        var pacer = new ReplayPacer(TimeProvider.System, ReplaySpeed.Original);
        for (var i = 0; i < 50; i++)
        {
            var due = await pacer.TakeAsync(i * 1_500_000, Token);
            Assert.True(TimeProvider.System.GetTimestamp() >= due);
        }
    }

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
