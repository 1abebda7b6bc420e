using Microsoft.Extensions.Time.Testing;
using TapeDeck.Client.Rendering;

namespace TapeDeck.Client.Tests.Rendering;

public sealed class RefreshGateTests : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);
    private readonly FakeTimeProvider _time = new();
    private readonly RefreshGate _gate;
    private int _calls;
    private TaskCompletionSource? _hold;
    private Exception? _thrown;
    private Exception? _failure;

    public RefreshGateTests() => _gate = new RefreshGate(_time, s_interval, Refresh, failure => _failure = failure);

    [Fact]
    public void Signal_AfterAQuietTime_RefreshesAtOnce()
    {
        _gate.Signal();
        _time.Advance(TimeSpan.Zero);

        Assert.Equal(1, _calls);
    }

    [Fact]
    public void Signal_AThousandTimesInASecond_RefreshesElevenTimes()
    {
        for (var i = 0; i < 1000; i++)
        {
            _gate.Signal();
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        _time.Advance(s_interval);

        Assert.InRange(_calls, 10, 11);
    }

    [Fact]
    public void Interval_Longer_CountsFromTheNextPauseOn()
    {
        _gate.Signal();
        _time.Advance(TimeSpan.Zero);
        _gate.Interval = 3 * s_interval;
        _gate.Signal();
        _time.Advance((3 * s_interval) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, _calls);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(2, _calls);
    }

    [Theory]
    [InlineData(20, 80)] // the interval counts from the beginning
    [InlineData(300, 300)] // as long as it took
    [InlineData(5_000, 1_000)]
    public void Signal_WhileRefreshing_RefreshesOnceMoreAfterARest(int took, int rest)
    {
        _hold = new TaskCompletionSource();
        _gate.Signal();
        _time.Advance(TimeSpan.Zero);
        _gate.Signal();
        _gate.Signal();
        _time.Advance(TimeSpan.FromMilliseconds(took));
        Assert.Equal(1, _calls);

        _hold.SetResult();
        _hold = null;
        _time.Advance(TimeSpan.FromMilliseconds(rest - 1));
        Assert.Equal(1, _calls);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(2, _calls);
    }

    [Fact]
    public void Refresh_Failing_TellsAndGoesOn()
    {
        _thrown = new IOException("gone");
        _gate.Signal();
        _time.Advance(TimeSpan.Zero);
        Assert.Same(_thrown, _failure);

        _thrown = null;
        _gate.Signal();
        _time.Advance(s_interval);

        Assert.Equal(2, _calls);
    }

    [Fact]
    public void Signal_AfterDispose_DoesNothing()
    {
        _gate.Dispose();
        _gate.Signal();
        _time.Advance(s_interval);

        Assert.Equal(0, _calls);
    }

    public void Dispose() => _gate.Dispose();

    private Task Refresh()
    {
        _calls++;
        return _thrown is not null ? Task.FromException(_thrown) : _hold?.Task ?? Task.CompletedTask;
    }
}
