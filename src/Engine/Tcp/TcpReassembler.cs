namespace TapeDeck.Engine.Tcp;

/// <summary>
/// Turns segments in capture order into ordered byte streams, one pair for each connection. Knows no protocol above TCP; time is packet time,
/// so a file gives the same result on every run. Serves one thread.
/// </summary>
internal sealed class TcpReassembler(PortSet servers, TcpLimits limits, ITcpProtocol protocol)
{
    private readonly ConnectionTable _table = new();
    private readonly PriorityQueue<TcpConnection, long> _deadlines = new();
    private long _now = long.MinValue;
    private long _nextDeadline = long.MaxValue;

    /// <summary>Connections remembered now.</summary>
    public int Connections => _table.Count;

    /// <summary>Takes the next segment.</summary>
    public SegmentFate Add(in TcpSegment segment)
    {
        Advance(segment.Timestamp);
        var key = new FlowKey(segment.Source, segment.Destination);
        var connection = _table.Find(key);
        if (connection is not null && connection.Contradicts(segment))
        {
            Forget(connection, StreamEnd.Reset);
            connection = null;
        }

        connection ??= Open(key, segment);
        if (connection is null)
        {
            return SegmentFate.Taken;
        }

        connection.LastSeen = _now;
        if (connection.Handler is null)
        {
            FindClient(connection, segment);
        }

        var fate = connection.Add(segment);
        if (connection.IsClosed)
        {
            connection.CloseAt(_now + limits.Expire);
        }
        else if (segment.Has(TcpFlags.Rst))
        {
            connection.CloseAt(_now + limits.Patience);
        }

        _table.Touch(connection);
        Schedule(connection);
        Evict();
        return fate;
    }

    /// <summary>Lets packet time pass: gives up what has waited too long.</summary>
    public void Advance(long now)
    {
        _now = Math.Max(_now, now);
        if (_now < _nextDeadline)
        {
            return;
        }

        while (_deadlines.TryPeek(out var connection, out var due) && due <= _now)
        {
            _deadlines.Dequeue();
            OnDeadline(connection, due);
        }

        while (_table.Oldest is { } silent && silent.LastSeen + limits.Idle <= _now)
        {
            Forget(silent, StreamEnd.Expired);
        }

        FindNextDeadline();
    }

    /// <summary>The source is over: delivers what can be delivered and ends every stream.</summary>
    public void End()
    {
        while (_table.Oldest is { } connection)
        {
            Forget(connection, StreamEnd.SourceEnded);
        }
    }

    private TcpConnection? Open(in FlowKey key, in TcpSegment segment)
    {
        if (segment.Payload.IsEmpty && (segment.Flags & (TcpFlags.Syn | TcpFlags.Fin)) == 0)
        {
            return null; // an acknowledgment or reset of a connection nothing is known of
        }

        var connection = new TcpConnection(key, protocol, limits) { LastSeen = _now };
        _table.Add(connection);
        _nextDeadline = Math.Min(_nextDeadline, _now + limits.Idle);
        return connection;
    }

    /// <summary>Who is the client? The ports tell; when they do not, the first bytes, and when those do not either, the handshake.</summary>
    private void FindClient(TcpConnection connection, in TcpSegment segment)
    {
        var toListed = servers.Lists(segment.Destination.Port);
        if (toListed != servers.Lists(segment.Source.Port))
        {
            connection.Orient(segment.Source, toListed ? StreamDirection.ToServer : StreamDirection.ToClient);
            return;
        }

        if (segment.Has(TcpFlags.Syn))
        {
            connection.Suggest(segment.Source, segment.Has(TcpFlags.Ack) ? StreamDirection.ToClient : StreamDirection.ToServer);
        }

        if (!segment.Payload.IsEmpty)
        {
            connection.TryOpen(segment);
        }
    }

    private void Schedule(TcpConnection connection)
    {
        var deadline = connection.Deadline;
        if (deadline < connection.ScheduledFor)
        {
            connection.ScheduledFor = deadline;
            _deadlines.Enqueue(connection, deadline);
            _nextDeadline = Math.Min(_nextDeadline, deadline);
        }
    }

    private void OnDeadline(TcpConnection connection, long due)
    {
        if (connection.IsForgotten || connection.ScheduledFor != due)
        {
            return;
        }

        connection.ScheduledFor = long.MaxValue;
        if (!connection.OnTime(_now))
        {
            Forget(connection, StreamEnd.Reset);
            return;
        }

        if (connection.IsClosed)
        {
            connection.CloseAt(_now + limits.Expire);
        }

        _table.Recount(connection);
        Schedule(connection);
    }

    private void FindNextDeadline()
    {
        var next = _deadlines.TryPeek(out _, out var due) ? due : long.MaxValue;
        _nextDeadline = _table.Oldest is { } oldest ? Math.Min(next, oldest.LastSeen + limits.Idle) : next;
    }

    private void Evict()
    {
        while (_table.Cost > limits.Memory && _table.Oldest is { } victim)
        {
            Forget(victim, StreamEnd.Evicted);
        }
    }

    private void Forget(TcpConnection connection, StreamEnd end)
    {
        _table.Remove(connection);
        connection.Close(end);
    }
}
