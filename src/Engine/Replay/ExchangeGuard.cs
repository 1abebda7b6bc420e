using TapeDeck.Engine.Accounting;

namespace TapeDeck.Engine.Replay;

/// <summary>
/// Breaks an exchange off when its time is up or the replay is stopped, by disposing the connection under it. Somebody looks at all guards
/// every now and then, so that no exchange needs a timer.
/// </summary>
internal sealed class ExchangeGuard(TimeProvider time, TimeSpan limit)
{
    private readonly Lock _lock = new();
    private readonly long _limit = (long)(limit.TotalSeconds * time.TimestampFrequency);
    private long? _deadline;
    private bool _isStopped;
    private ReplayFailure? _broken;
    private IDisposable? _connection;

    /// <summary>An exchange begins; it ends by its time limit from now.</summary>
    public void Begin()
    {
        lock (_lock)
        {
            _deadline = time.GetTimestamp() + _limit;
            _broken = _isStopped ? ReplayFailure.Stopped : null;
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

    /// <summary>The exchange has ended; returns why it was broken off, or null. If it was, its connection is of no more use.</summary>
    public ReplayFailure? End()
    {
        lock (_lock)
        {
            _deadline = null;
            return _broken;
        }
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

            _broken = new ReplayFailure(LedgerReason.TimedOut, $"No complete answer within {limit.TotalSeconds:0.###} s.");
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

            _broken = ReplayFailure.Stopped;
            connection = _connection;
        }

        connection?.Dispose();
    }
}
