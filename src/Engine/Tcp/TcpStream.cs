namespace TapeDeck.Engine.Tcp;

/// <summary>
/// One direction of a connection: brings segments into order by sequence number and hands every byte on once (RFC 9293 §3.4, §3.10.7.4).
/// Starts at the SYN; without one, at the lowest sequence number seen after a short wait.
/// </summary>
internal sealed class TcpStream(TcpConnection connection, TcpLimits limits)
{
    private const int LateSynReach = 1 << 20;

    private readonly HeldSegments _held = new();
    private uint _first;
    private uint _next;
    private uint _end;
    private long _heldSince;
    private long _endSince;
    private bool _isStarted;
    private bool _isJoined;
    private bool _hasEnd;

    /// <summary>Which way its bytes go; known once the connection has a handler.</summary>
    public StreamDirection Direction { get; set; }

    /// <summary>Whether the handler has been told that no more bytes come.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>Bytes held out of order.</summary>
    public int HeldBytes => _held.Bytes;

    /// <summary>The first bytes held, by which a direction can be guessed.</summary>
    public ReadOnlySpan<byte> HeldStart => _held.IsEmpty ? default : _held.FirstBytes;

    /// <summary>Packet time at which waiting is over.</summary>
    public long Deadline
    {
        get
        {
            if (IsEnded)
            {
                return long.MaxValue;
            }

            var hole = _held.IsEmpty ? long.MaxValue : _isStarted ? _held.FirstMark.Timestamp + limits.Expire : _heldSince + limits.Patience;
            return _hasEnd && _isStarted ? Math.Min(hole, _endSince + limits.Expire) : hole;
        }
    }

    /// <summary>Whether a segment cannot belong to this connection, so that its ports must have been taken by a new one.</summary>
    public bool Contradicts(in TcpSegment segment)
    {
        var sequence = segment.PayloadSequence;
        if (!segment.Has(TcpFlags.Syn))
        {
            return IsEnded && _hasEnd && !segment.Payload.IsEmpty && SequenceNumber.Distance(sequence, _end) > 1;
        }

        if (_isStarted)
        {
            return _isJoined ? !IsShortlyBefore(sequence, _first) : sequence != _first;
        }

        return IsEnded || (!_held.IsEmpty && !IsShortlyBefore(sequence, _held.FirstMark.Sequence));
    }

    /// <summary>Takes a segment of this direction.</summary>
    public SegmentFate Add(in TcpSegment segment)
    {
        if (IsEnded)
        {
            return segment.Payload.IsEmpty ? SegmentFate.Taken : SegmentFate.Duplicate;
        }

        if (segment.Has(TcpFlags.Syn) && !_isStarted)
        {
            Start(segment.PayloadSequence);
        }

        if (segment.Has(TcpFlags.Fin) && !_hasEnd)
        {
            _hasEnd = true;
            _end = segment.PayloadSequence + (uint)segment.WireLength;
            _endSince = segment.Timestamp;
        }

        var mark = new SegmentMark(segment.Timestamp, segment.PayloadSequence, segment.Acknowledgment);
        var isNew = segment.Payload.IsEmpty || Add(mark, segment.Payload);
        Drain();
        return isNew ? SegmentFate.Taken : SegmentFate.Duplicate;
    }

    /// <summary>Gives up what has waited until <paramref name="now"/>.</summary>
    public void OnTime(long now)
    {
        while (Deadline <= now)
        {
            GiveUpWaiting();
        }
    }

    /// <summary>Gives up all waiting and ends the stream.</summary>
    public void Close(StreamEnd end)
    {
        while (!IsEnded && !(_held.IsEmpty && !(_isStarted && _hasEnd)))
        {
            GiveUpWaiting();
        }

        End(end);
    }

    /// <summary>Forgets what is held: nobody wants it, or nobody can tell what it is.</summary>
    public void Discard() => _held.Clear();

    private static bool IsShortlyBefore(uint sequence, uint later) => SequenceNumber.Distance(later, sequence) is >= 0 and < LateSynReach;

    private bool Add(in SegmentMark mark, ReadOnlySpan<byte> bytes)
    {
        var ahead = _isStarted ? SequenceNumber.Distance(mark.Sequence, _next) : 1;
        if (ahead > 0)
        {
            return Hold(mark, bytes);
        }

        if (-ahead >= bytes.Length)
        {
            return false;
        }

        var fresh = bytes[-ahead..];
        if (!_held.IsEmpty && SequenceNumber.Distance(_held.FirstMark.Sequence, _next) < fresh.Length)
        {
            return Hold(mark.After(-ahead), fresh);
        }

        Deliver(mark.After(-ahead), fresh);
        return true;
    }

    private bool Hold(in SegmentMark mark, ReadOnlySpan<byte> bytes)
    {
        if (_held.IsEmpty)
        {
            _heldSince = mark.Timestamp;
        }

        var isNew = _held.Add(mark, bytes);
        while (_held.Bytes > limits.HeldPerStream)
        {
            GiveUpWaiting();
        }

        return isNew;
    }

    private void Start(uint first)
    {
        _isStarted = true;
        _first = _next = first;
    }

    private void Deliver(in SegmentMark mark, ReadOnlySpan<byte> bytes)
    {
        _next = mark.Sequence + (uint)bytes.Length;
        connection.Handler!.OnData(Direction, mark, bytes);
    }

    private void Drain()
    {
        if (!_isStarted || connection.Handler is null)
        {
            return;
        }

        while (!IsPastEnd(_next) && !_held.IsEmpty && _held.FirstMark.Sequence == _next)
        {
            Deliver(_held.FirstMark, _held.FirstBytes);
            _held.RemoveFirst();
        }

        if (IsPastEnd(_next))
        {
            End(StreamEnd.Finished);
        }
    }

    private bool IsPastEnd(uint sequence) => _hasEnd && SequenceNumber.Distance(sequence, _end) >= 0;

    private void GiveUpWaiting()
    {
        if (!connection.TryOpen())
        {
            _held.Clear();
            return;
        }

        if (!_isStarted)
        {
            _isJoined = true;
            Start(_held.FirstMark.Sequence);
            connection.Handler!.OnGap(Direction, -1);
        }
        else
        {
            var resumed = _held.IsEmpty || IsPastEnd(_held.FirstMark.Sequence) ? _end : _held.FirstMark.Sequence;
            connection.Handler!.OnGap(Direction, SequenceNumber.Distance(resumed, _next));
            _next = resumed;
        }

        Drain();
    }

    private void End(StreamEnd end)
    {
        if (IsEnded)
        {
            return;
        }

        IsEnded = true;
        _held.Clear();
        connection.Handler?.OnEnd(Direction, end);
    }
}
