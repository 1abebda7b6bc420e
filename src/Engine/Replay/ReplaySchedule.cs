using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Replay;

/// <summary>
/// When each record is due: <c>anchor + (timestamp − anchor's timestamp) / speed</c>, absolute from the start, so that late sends never add up
/// (design §3). Pure arithmetic on a clock's ticks; <see cref="ReplayPacer"/> does the waiting. Not safe for several threads.
/// </summary>
public sealed class ReplaySchedule
{
    private const double NanosecondsPerSecond = 1e9;

    private readonly double _ticksPerNanosecond;
    private readonly long? _maxWaitTicks;
    private ReplaySpeed _speed;
    private bool _isAnchored;
    private long _anchorTicks;
    private long _anchorTimestamp;
    private long _lastTimestamp;
    private long _lastDue;

    /// <param name="ticksPerSecond">Frequency of the clock whose ticks are used, above 0.</param>
    /// <param name="speed">Pace relative to the recording.</param>
    /// <param name="maxWait">Longest wait between two records, after speed is applied; null for no limit.</param>
    public ReplaySchedule(long ticksPerSecond, ReplaySpeed speed, TimeSpan? maxWait)
    {
        _ticksPerNanosecond = ticksPerSecond / NanosecondsPerSecond;
        _maxWaitTicks = maxWait is { } wait ? (long)(wait.TotalSeconds * ticksPerSecond) : null;
        _speed = speed;
    }

    /// <summary>Pace relative to the recording.</summary>
    public ReplaySpeed Speed => _speed;

    /// <summary>When a record is due if it comes next. A record that is earlier than the one before it is due at once and does not move the clock.</summary>
    /// <param name="timestamp">The record's timestamp, nanoseconds.</param>
    /// <param name="now">The clock's ticks now.</param>
    public long Due(long timestamp, long now)
    {
        if (!_isAnchored || _speed.IsMax)
        {
            return now;
        }

        if (timestamp <= _lastTimestamp)
        {
            return _lastDue;
        }

        var due = _anchorTicks + Scale(timestamp - _anchorTimestamp);
        return _maxWaitTicks is { } most ? Math.Min(due, _lastDue + most) : due;
    }

    /// <summary>The record was given out at the due time that <see cref="Due"/> told.</summary>
    public void Take(long timestamp, long due)
    {
        if (!_isAnchored || _speed.IsMax || (timestamp > _lastTimestamp && due < _anchorTicks + Scale(timestamp - _anchorTimestamp)))
        {
            // The first record, no pace at all, or a wait that was cut short: what follows counts from here.
            _anchorTicks = due;
            _anchorTimestamp = timestamp;
            _lastTimestamp = timestamp;
            _isAnchored = true;
        }

        _lastTimestamp = Math.Max(_lastTimestamp, timestamp);
        _lastDue = due;
    }

    /// <summary>Goes on at another pace from where the schedule stands now; nothing is caught up or skipped.</summary>
    public void ChangeSpeed(ReplaySpeed speed, long now)
    {
        if (_isAnchored && !_speed.IsMax && now > _anchorTicks)
        {
            var reached = _anchorTimestamp + (long)((now - _anchorTicks) / _ticksPerNanosecond * _speed.Factor);
            _anchorTimestamp = Math.Max(reached, _lastTimestamp);
            _anchorTicks = now;
        }

        _speed = speed;
    }

    /// <summary>Moves everything that is still to come by the length of a pause.</summary>
    public void Shift(long ticks)
    {
        _anchorTicks += ticks;
        _lastDue += ticks;
    }

    /// <summary>The recording starts again: the next record is due at once.</summary>
    public void Restart() => _isAnchored = false;

    private long Scale(long nanoseconds) => (long)(nanoseconds / _speed.Factor * _ticksPerNanosecond);
}
