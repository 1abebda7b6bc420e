namespace TapeDeck.Engine.Replay;

/// <summary>
/// Requests waiting for a connection: one loop puts them in, every connection's loop takes them out. Nobody is woken for a request as long
/// as there are more: the writer returns when half the room is free, and a connection waits only when there is nothing to do. The connection that
/// waited least is woken first, so that a slow replay keeps few connections busy instead of all of them cold.
/// </summary>
internal sealed class RequestQueue(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Queue<QueuedRequest> _requests = new(capacity);
    private readonly Stack<RequestWaiter> _idle = new();
    private readonly RequestWaiter _room = new();
    private bool _writerWaits;
    private bool _ended;
    private Exception? _failure;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _requests.Count;
            }
        }
    }

    /// <summary>Hands a request to a waiting connection or keeps it; false when there is no room.</summary>
    public bool TryAdd(in QueuedRequest request)
    {
        RequestWaiter? taker;
        lock (_lock)
        {
            ThrowIfFailed();
            if (!_idle.TryPop(out taker))
            {
                if (_requests.Count == capacity)
                {
                    return false;
                }

                _requests.Enqueue(request);
                return true;
            }
        }

        taker.Request = request;
        taker.Wake(true);
        return true;
    }

    /// <summary>Waits for room. Returns early when cancelled; the caller looks.</summary>
    public async ValueTask WaitForRoomAsync(CancellationToken cancellationToken)
    {
        ValueTask<bool> room;
        lock (_lock)
        {
            ThrowIfFailed();
            if (_requests.Count <= capacity / 2)
            {
                return;
            }

            _writerWaits = true;
            room = _room.WaitAsync();
        }

        using (cancellationToken.UnsafeRegister(static queue => ((RequestQueue)queue!).WakeWriter(), this))
        {
            await room.ConfigureAwait(false);
        }
    }

    /// <summary>Puts the next request into the waiter, waiting for one if need be; false when there will be none.</summary>
    public ValueTask<bool> TakeAsync(RequestWaiter waiter)
    {
        lock (_lock)
        {
            if (!_requests.TryDequeue(out var next))
            {
                if (_ended)
                {
                    return ValueTask.FromResult(false);
                }

                _idle.Push(waiter);
                return waiter.WaitAsync();
            }

            waiter.Request = next;
            if (!_writerWaits || _requests.Count > capacity / 2)
            {
                return ValueTask.FromResult(true);
            }
        }

        WakeWriter();
        return ValueTask.FromResult(true);
    }

    /// <summary>No more requests will come.</summary>
    public void End()
    {
        RequestWaiter[] idle;
        lock (_lock)
        {
            _ended = true;
            idle = [.. _idle];
            _idle.Clear();
        }

        foreach (var waiter in idle)
        {
            waiter.Wake(false);
        }
    }

    /// <summary>A taker broke: the writer is to learn of it.</summary>
    public void Fail(Exception failure)
    {
        lock (_lock)
        {
            _failure ??= failure;
        }

        End();
        WakeWriter();
    }

    private void WakeWriter()
    {
        lock (_lock)
        {
            if (!_writerWaits)
            {
                return;
            }

            _writerWaits = false;
        }

        _room.Wake(true);
    }

    private void ThrowIfFailed()
    {
        if (_failure is not null)
        {
            throw new InvalidOperationException("Sending requests broke off.", _failure);
        }
    }
}
