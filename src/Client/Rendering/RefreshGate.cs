namespace TapeDeck.Client.Rendering;

/// <summary>
/// Turns any number of notices into calls of one action: at once after a quiet time, then no more often than the interval,
/// never two at the same time, and never missing the last notice. An action that takes long is followed by a rest as long as it took, a second
/// at the most, so that a busy machine and a busy browser have time for what the person does.
/// </summary>
public sealed class RefreshGate : IDisposable
{
    private static readonly TimeSpan s_longestRest = TimeSpan.FromSeconds(1);
    private readonly Func<Task> _refresh;
    private readonly Action<Exception> _failed;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private (long Began, long Ended)? _last;
    private bool _waiting;
    private bool _running;
    private bool _again;
    private bool _disposed;

    /// <param name="failed">Told what the action threw; the next notice tries again.</param>
    public RefreshGate(TimeProvider time, TimeSpan interval, Func<Task> refresh, Action<Exception> failed)
    {
        _failed = failed;
        _time = time;
        Interval = interval;
        _refresh = refresh;
        _timer = time.CreateTimer(_ => Run(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The time between the beginnings of two actions, at least. May be changed by the action, for what comes after it.</summary>
    public TimeSpan Interval { get; set; }

    /// <summary>Says that something changed. Cheap, from any thread.</summary>
    public void Signal()
    {
        lock (_lock)
        {
            if (_disposed || _waiting)
            {
                return;
            }

            if (_running)
            {
                _again = true;
                return;
            }

            Schedule();
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
        }

        _timer.Dispose();
    }

    private void Schedule()
    {
        _waiting = true;
        _timer.Change(Pause(), Timeout.InfiniteTimeSpan);
    }

    private TimeSpan Pause()
    {
        if (_last is not { } last)
        {
            return TimeSpan.Zero;
        }

        var took = _time.GetElapsedTime(last.Began, last.Ended);
        var rest = (took < s_longestRest ? took : s_longestRest) - _time.GetElapsedTime(last.Ended);
        var pause = Interval - _time.GetElapsedTime(last.Began);
        return Max(TimeSpan.Zero, Max(pause, rest));
    }

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;

#pragma warning disable VSTHRD100 // a timer's callback; every failure is caught and handed on
    private async void Run()
#pragma warning restore VSTHRD100
    {
        lock (_lock)
        {
            _waiting = false;
            if (_disposed)
            {
                return;
            }

            _running = true;
        }

        var began = _time.GetTimestamp();

        try
        {
            await _refresh();
        }
        catch (Exception failure)
        {
            _failed(failure);
        }
        finally
        {
            Finish(began);
        }
    }

    private void Finish(long began)
    {
        lock (_lock)
        {
            _last = (began, _time.GetTimestamp());
            _running = false;
            if (_again && !_disposed)
            {
                _again = false;
                Schedule();
            }
        }
    }
}
