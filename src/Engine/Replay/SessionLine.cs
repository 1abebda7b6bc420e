namespace TapeDeck.Engine.Replay;

/// <summary>
/// Requests of one recorded connection in order, one at a time, over a connection of their own (spec §5.8). A session keeps its connection until another
/// one needs it: one that has nothing to send gives it up at once, the one that was idle longest first; one that has goes to the end of the line after
/// some requests, so that no endless session starves the others. A slow session holds up nobody but itself.
/// </summary>
internal sealed class SessionLine : IRequestLine
{
    /// <summary>Requests a session may send in a row while others have no connection.</summary>
    private const int Turn = 100;

    private readonly Dictionary<SessionKey, ReplaySession> _sessions = [];
    private readonly Queue<ReplaySession> _inLine = new();
    private readonly LinkedList<RequestWaiter> _idle = new();

    public int Count { get; private set; }

    public RequestWaiter? Offer(in QueuedRequest request)
    {
        var session = SessionOf(request.Record);
        session.Pending.Enqueue(request);
        Count++;
        if (session.Waiter is { } own)
        {
            return own.Place.List is null ? null : Wake(own);
        }

        if (_idle.First is { Value: var longest })
        {
            Leave(longest);
            Join(longest, session);
            return Wake(longest);
        }

        GetInLine(session);
        return null;
    }

    public bool TryTake(RequestWaiter waiter)
    {
        if (waiter.Session is { } current && _inLine.Count > 0 && (current.Pending.Count == 0 || current.Served >= Turn))
        {
            Leave(waiter);
        }

        if (waiter.Session is null && _inLine.TryDequeue(out var next))
        {
            Join(waiter, next);
        }

        if (waiter.Session is not { Pending.Count: > 0 })
        {
            return false;
        }

        Serve(waiter);
        return true;
    }

    public void Park(RequestWaiter waiter) => _idle.AddLast(waiter.Place);

    public IReadOnlyList<RequestWaiter> ReleaseIdle()
    {
        RequestWaiter[] idle = [.. _idle];
        _idle.Clear();
        return idle;
    }

    private ReplaySession SessionOf(Record record)
    {
        var key = SessionKey.Of(record);
        if (!_sessions.TryGetValue(key, out var session))
        {
            session = new ReplaySession(key);
            _sessions.Add(key, session);
        }

        return session;
    }

    private RequestWaiter Wake(RequestWaiter waiter)
    {
        _idle.Remove(waiter.Place);
        Serve(waiter);
        return waiter;
    }

    private void Serve(RequestWaiter waiter)
    {
        var session = waiter.Session!;
        waiter.Request = session.Pending.Dequeue();
        session.Served++;
        Count--;
    }

    private static void Join(RequestWaiter waiter, ReplaySession session)
    {
        session.IsInLine = false;
        session.Waiter = waiter;
        session.Served = 0;
        waiter.Session = session;
        waiter.IsNewSession = true;
    }

    private void Leave(RequestWaiter waiter)
    {
        if (waiter.Session is not { } session)
        {
            return;
        }

        waiter.Session = null;
        session.Waiter = null;
        if (session.Pending.Count > 0)
        {
            GetInLine(session);
        }
        else
        {
            _sessions.Remove(session.Key);
        }
    }

    private void GetInLine(ReplaySession session)
    {
        if (!session.IsInLine)
        {
            session.IsInLine = true;
            _inLine.Enqueue(session);
        }
    }
}
