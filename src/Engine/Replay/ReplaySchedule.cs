using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Replay;

/// <summary>
/// When each record is due: <c>anchor + (position − anchor's position) / speed</c>, absolute from the start, so that late sends never add up
/// (design §3). A record's position is its timestamp or, at a fixed rate, one second for each request up to it. Pure arithmetic on a clock's ticks;
/// <see cref="ReplayPacer"/> does the waiting. Not safe for several threads.
/// </summary>
public sealed class ReplaySchedule
{
    private const long Second = 1_000_000_000;

    /// <summary>Longer than any replay, and leaves room to add to.</summary>
    private const double MostTicks = long.MaxValue / 4;

    private readonly double _ticksPerNanosecond;
    private readonly long? _maxWaitTicks;
    private ReplaySpeed _speed;
    private bool _isAnchored;
    private long _anchorTicks;
    private long _anchorPosition;
    private long _lastPosition;
    private long _lastDue;
    private long _askedPosition;
    private long? _lastTimestamp;

    /// <param name="ticksPerSecond">Frequency of the clock whose ticks are used, above 0.</param>
    /// <param name="speed">Pace.</param>
    /// <param name="maxWait">Longest wait between two records, after speed is applied; null for no limit.</param>
    public ReplaySchedule(long ticksPerSecond, ReplaySpeed speed, TimeSpan? maxWait)
    {
        _ticksPerNanosecond = ticksPerSecond / (double)Second;
        _maxWaitTicks = maxWait is { } wait ? (long)(wait.TotalSeconds * ticksPerSecond) : null;
        _speed = speed;
    }

    /// <summary>Pace.</summary>
    public ReplaySpeed Speed => _speed;

    /// <summary>When a record is due if it comes next. A record that is earlier than the one before it is due at once and does not move the clock.</summary>
    /// <param name="timestamp">The record's timestamp, nanoseconds.</param>
    /// <param name="now">The clock's ticks now.</param>
    /// <param name="isRequest">Whether it counts at a fixed rate; what does not is due with the request before it.</param>
    public long Due(long timestamp, long now, bool isRequest = true)
    {
        if (!_isAnchored || _speed.IsMax)
        {
            return now;
        }

        var position = PositionOf(timestamp, isRequest);
        if (position <= _lastPosition)
        {
            return _lastDue;
        }

        _askedPosition = position;
        var due = Place(position);
        return _maxWaitTicks is { } most ? Math.Min(due, _lastDue + most) : due;
    }

    /// <summary>The record was given out at the due time that <see cref="Due"/> told.</summary>
    public void Take(long timestamp, long due, bool isRequest = true)
    {
        var position = PositionOf(timestamp, isRequest);
        if (!_isAnchored || _speed.IsMax || (position > _lastPosition && due < Place(position)))
        {
            // The first record, no pace at all, or a wait that was cut short: what follows counts from here.
            Anchor(position, due);
            _lastTimestamp = timestamp;
        }

        _lastPosition = Math.Max(_lastPosition, position);
        _lastTimestamp = Math.Max(_lastTimestamp ?? timestamp, timestamp);
        _lastDue = due;
    }

    /// <summary>
    /// Goes on at another pace from where the schedule stands now. Records that are overdue by then are due at once and the new pace counts
    /// from them: slowing a replay down that cannot keep up must not begin with a burst.
    /// </summary>
    public void ChangeSpeed(ReplaySpeed speed, long now)
    {
        if (speed.IsRate != _speed.IsRate)
        {
            ChangeMeasure(speed, now);
        }
        else if (_isAnchored && !_speed.IsMax && now > _anchorTicks)
        {
            var reached = (now - _anchorTicks) / _ticksPerNanosecond * _speed.Factor;
            var isLate = reached >= Distance(_anchorPosition, _askedPosition);
            _anchorPosition = isLate ? _askedPosition : _anchorPosition + (long)reached;
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

    /// <summary>The recording starts again: the next record is due at once, or when its turn comes at a fixed rate.</summary>
    public void Restart()
    {
        _isAnchored = _isAnchored && _speed.IsRate;
        _lastTimestamp = null;
    }

    /// <summary>Nanoseconds from one position to another, however absurd both are.</summary>
    private static double Distance(long from, long to) => (double)((Int128)to - from);

    /// <summary>Between timestamps and a rate: the next record is due one step after now, whichever step that is.</summary>
    private void ChangeMeasure(ReplaySpeed speed, long now)
    {
        _isAnchored = _isAnchored && (speed.IsRate || _lastTimestamp is not null);
        if (_isAnchored)
        {
            Anchor(speed.IsRate ? 0 : _lastTimestamp!.Value, now);
            _lastDue = now;
        }
    }

    private void Anchor(long position, long ticks)
    {
        (_anchorTicks, _anchorPosition, _lastPosition, _askedPosition) = (ticks, position, position, position);
        _isAnchored = true;
    }

    private long PositionOf(long timestamp, bool isRequest) => !_speed.IsRate ? timestamp : isRequest ? _lastPosition + Second : _lastPosition;

    private long Place(long position) =>
        _anchorTicks + (long)Math.Min(Distance(_anchorPosition, position) / _speed.Factor * _ticksPerNanosecond, MostTicks);
}
