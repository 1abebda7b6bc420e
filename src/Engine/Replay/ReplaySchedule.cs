using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Replay;

/// <summary>
/// When each record is due: <c>anchor + (timestamp − anchor's timestamp) / speed</c>, absolute from the start, so that late sends never add up
/// (design §3). Pure arithmetic on a clock's ticks; <see cref="ReplayPacer"/> does the waiting. Not safe for several threads.
/// </summary>
public sealed class ReplaySchedule
{
    private const double NanosecondsPerSecond = 1e9;

    /// <summary>Longer than any replay, and leaves room to add to.</summary>
    private const double MostTicks = long.MaxValue / 4;

    private readonly double _ticksPerNanosecond;
    private readonly long? _maxWaitTicks;
    private ReplaySpeed _speed;
    private bool _isAnchored;
    private long _anchorTicks;
    private long _anchorTimestamp;
    private long _lastTimestamp;
    private long _lastDue;
    private long _askedTimestamp;

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

        _askedTimestamp = timestamp;
        var due = Place(timestamp);
        return _maxWaitTicks is { } most ? Math.Min(due, _lastDue + most) : due;
    }

    /// <summary>The record was given out at the due time that <see cref="Due"/> told.</summary>
    public void Take(long timestamp, long due)
    {
        if (!_isAnchored || _speed.IsMax || (timestamp > _lastTimestamp && due < Place(timestamp)))
        {
            // The first record, no pace at all, or a wait that was cut short: what follows counts from here.
            _anchorTicks = due;
            _anchorTimestamp = timestamp;
            _lastTimestamp = timestamp;
            _askedTimestamp = timestamp;
            _isAnchored = true;
        }

        _lastTimestamp = Math.Max(_lastTimestamp, timestamp);
        _lastDue = due;
    }

    /// <summary>
    /// Goes on at another pace from where the schedule stands now. Records that are overdue by then are due at once and the new pace counts
    /// from them: slowing a replay down that cannot keep up must not begin with a burst.
    /// </summary>
    public void ChangeSpeed(ReplaySpeed speed, long now)
    {
        if (_isAnchored && !_speed.IsMax && now > _anchorTicks)
        {
            var reached = (now - _anchorTicks) / _ticksPerNanosecond * _speed.Factor;
            var isLate = reached >= Distance(_anchorTimestamp, _askedTimestamp);
            _anchorTimestamp = isLate ? _askedTimestamp : _anchorTimestamp + (long)reached;
            _lastDue = isLate ? now : _lastDue;
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

    /// <summary>Nanoseconds from one timestamp to another, however absurd both are.</summary>
    private static double Distance(long from, long to) => (double)((Int128)to - from);

    private long Place(long timestamp) =>
        _anchorTicks + (long)Math.Min(Distance(_anchorTimestamp, timestamp) / _speed.Factor * _ticksPerNanosecond, MostTicks);
}
