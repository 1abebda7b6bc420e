namespace TapeDeck.Client.Rendering;

/// <summary>
/// Turns any number of notices into calls of one action: at once after a quiet time, then no more often than the interval,
/// never two at the same time, and never missing the last notice.
/// </summary>
public sealed class RefreshGate : IDisposable
{
    private readonly Func<Task> _refresh;
    private readonly Action<Exception> _failed;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private long _last;
    private bool _ran;
    private bool _waiting;
    private bool _running;
    private bool _again;
    private bool _disposed;

    /// <param name="failed">Told what the action threw; the next notice tries again.</param>
    public RefreshGate(TimeProvider time, TimeSpan interval, Func<Task> refresh, Action<Exception> failed)
    {
        _failed = failed;
        _time = time;
        _interval = interval;
        _refresh = refresh;
        _timer = time.CreateTimer(_ => Run(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

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
        var since = _ran ? _time.GetElapsedTime(_last) : _interval;
        _timer.Change(since >= _interval ? TimeSpan.Zero : _interval - since, Timeout.InfiniteTimeSpan);
    }

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
            _ran = true;
            _last = _time.GetTimestamp();
        }

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
            Finish();
        }
    }

    private void Finish()
    {
        lock (_lock)
        {
            _running = false;
            if (_again && !_disposed)
            {
                _again = false;
                Schedule();
            }
        }
    }
}
