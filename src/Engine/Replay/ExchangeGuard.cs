using TapeDeck.Engine.Accounting;

namespace TapeDeck.Engine.Replay;

/// <summary>
/// Breaks an exchange off when its time is up or the replay is stopped, and closes a connection that rests for too long, both by disposing the
/// connection. Somebody looks at all guards every now and then, so that no exchange needs a timer.
/// </summary>
internal sealed class ExchangeGuard(TimeProvider time, TimeSpan limit)
{
    private readonly Lock _lock = new();
    private long? _deadline;
    private long _restsSince;
    private bool _isStopped;
    private LedgerReason? _broken;
    private IDisposable? _connection;

    /// <summary>Whether a connection is open.</summary>
    public bool HasConnection
    {
        get
        {
            lock (_lock)
            {
                return _connection is not null;
            }
        }
    }

    /// <summary>An exchange begins; it ends by its time limit from now. Returns whether the connection of the one before is still open.</summary>
    public bool Begin()
    {
        lock (_lock)
        {
            _deadline = time.GetTimestamp() + TicksOf(limit);
            _broken = _isStopped ? LedgerReason.Stopped : null;
            return _connection is not null;
        }
    }

    /// <summary>The exchange goes over this connection now; false when it is broken off already.</summary>
    public bool TryUse(IDisposable connection)
    {
        lock (_lock)
        {
            _connection = connection;
            return _broken is null;
        }
    }

    /// <summary>The exchange may take so long from now.</summary>
    public void Prolong(TimeSpan longer)
    {
        lock (_lock)
        {
            _deadline = time.GetTimestamp() + TicksOf(longer);
        }
    }

    /// <summary>The exchange has ended; returns why it was broken off, or null. If it was, its connection is of no more use.</summary>
    /// <param name="kept">The connection if it is to carry the next exchange.</param>
    /// <param name="now">The time, in ticks of the clock.</param>
    public LedgerReason? End(IDisposable? kept, long now)
    {
        lock (_lock)
        {
            _deadline = null;
            _restsSince = now;
            _connection = _broken is null ? kept : null;
            return _broken;
        }
    }

    /// <summary>Closes the connection if no exchange has used it for so many ticks; returns whether it did.</summary>
    public bool TryRetire(long now, long idle)
    {
        IDisposable? connection;
        lock (_lock)
        {
            if (_deadline is not null || now - _restsSince < idle)
            {
                return false;
            }

            connection = _connection;
            _connection = null;
        }

        connection?.Dispose();
        return connection is not null;
    }

    /// <summary>Breaks the exchange off if its time is up.</summary>
    public void Expire(long now)
    {
        IDisposable? connection;
        lock (_lock)
        {
            if (_deadline is not { } deadline || now < deadline || _broken is not null)
            {
                return;
            }

            _broken = LedgerReason.TimedOut;
            connection = _connection;
        }

        connection?.Dispose();
    }

    /// <summary>Breaks the exchange off, and all that are still to come.</summary>
    public void Stop()
    {
        IDisposable? connection;
        lock (_lock)
        {
            _isStopped = true;
            if (_deadline is null || _broken is not null)
            {
                return;
            }

            _broken = LedgerReason.Stopped;
            connection = _connection;
        }

        connection?.Dispose();
    }

    private long TicksOf(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
