using Microsoft.Extensions.Time.Testing;

namespace TapeDeck.Engine.Tests.Pipeline.Outputs;

/// <summary>A clock that stands still but for waits of one length, which end once a test lets them.</summary>
/// <param name="pause">The length.</param>
/// <param name="waiting">Called when such a wait begins; it is over when this returns true, and goes on otherwise.</param>
internal sealed class PausingClock(TimeSpan pause, Func<bool> waiting) : FakeTimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime == pause && waiting())
        {
            callback(state);
        }

        return base.CreateTimer(callback, state, dueTime, period);
    }
}
