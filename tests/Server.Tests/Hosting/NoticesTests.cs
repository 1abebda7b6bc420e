using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TapeDeck.Server.Hosting;

namespace TapeDeck.Server.Tests.Hosting;

public sealed class NoticesTests
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(60));
    private readonly Notices _notices;

    public NoticesTests() => _notices = new Notices(_time, s_interval, NullLogger.Instance);

    [Fact]
    public void Signal_First_TellsAtOnce_ThenOnceAnInterval()
    {
        var told = 0;
        using var subscription = _notices.Subscribe("a", () => told++);
        _notices.Signal("a");
        _time.Advance(TimeSpan.Zero);
        Assert.Equal(1, told);
        for (var i = 0; i < 50; i++)
        {
            _notices.Signal("a");
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(1, told);
        _time.Advance(s_interval);
        Assert.Equal(2, told);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(2, told);
    }

    [Fact]
    public void Signal_OtherTopicOrDisposed_TellsNobody()
    {
        var told = 0;
        var subscription = _notices.Subscribe("a", () => told++);
        _notices.Signal("b");
        _time.Advance(s_interval);
        subscription.Dispose();
        _notices.Signal("a");
        _time.Advance(s_interval);
        Assert.Equal(0, told);
    }

    [Fact]
    public void Signal_WhileBeingTold_TellsAgainAfterTheInterval()
    {
        var told = 0;
        using var subscription = _notices.Subscribe("a", () =>
        {
            if (++told == 1)
            {
                _notices.Signal("a");
            }
        });
        _notices.Signal("a");
        _time.Advance(TimeSpan.Zero);
        Assert.Equal(1, told);
        _time.Advance(s_interval);
        Assert.Equal(2, told);
    }

    [Fact]
    public void Signal_SubscriberFails_OthersAreTold()
    {
        var told = 0;
        using var bad = _notices.Subscribe("a", () => throw new InvalidOperationException());
        using var good = _notices.Subscribe("a", () => told++);
        _notices.Signal("a");
        _time.Advance(TimeSpan.Zero);
        Assert.Equal(1, told);
    }
}
