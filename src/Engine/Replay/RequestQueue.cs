namespace TapeDeck.Engine.Replay;

/// <summary>
/// Requests waiting for a connection: one loop puts them in, every connection's loop takes them out. Nobody is woken for a request as long
/// as there are more: the writer returns when half the room is free, and a connection waits only when there is nothing to do. Bounded by
/// requests and by their bytes; one request always fits.
/// </summary>
internal sealed class RequestQueue(int capacity, long capacityBytes, IRequestLine line)
{
    private readonly Lock _lock = new();
    private readonly RequestWaiter _room = new();
    private long _bytes;
    private long _refused;
    private bool _writerWaits;
    private bool _ended;
    private Exception? _failure;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return line.Count;
            }
        }
    }

    private bool HasRoomAgain => line.Count == 0 || (line.Count <= capacity / 2 && _bytes + _refused <= capacityBytes);

    /// <summary>Hands a request to a waiting connection or keeps it; false when there is no room.</summary>
    public bool TryAdd(in QueuedRequest request)
    {
        RequestWaiter? taker;
        lock (_lock)
        {
            ThrowIfFailed();
            var length = request.Record.Payload.Length;
            if (line.Count > 0 && (line.Count >= capacity || _bytes + length > capacityBytes))
            {
                _refused = length;
                return false;
            }

            taker = line.Offer(request);
            _bytes += taker is null ? length : 0;
        }

        taker?.Wake(true);
        return true;
    }

    /// <summary>Waits for room. Returns early when cancelled; the caller looks.</summary>
    public async ValueTask WaitForRoomAsync(CancellationToken cancellationToken)
    {
        ValueTask<bool> room;
        lock (_lock)
        {
            ThrowIfFailed();
            if (HasRoomAgain)
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

    /// <summary>Has a waiter stand in line as an idle one before it has taken anything.</summary>
    public ValueTask<bool> EnlistAsync(RequestWaiter waiter)
    {
        lock (_lock)
        {
            return Park(waiter);
        }
    }

    /// <summary>Puts the next request into the waiter, waiting for one if need be; false when there will be none.</summary>
    public ValueTask<bool> TakeAsync(RequestWaiter waiter)
    {
        lock (_lock)
        {
            if (!line.TryTake(waiter))
            {
                return _ended ? ValueTask.FromResult(false) : Park(waiter);
            }

            _bytes -= waiter.Request.Record.Payload.Length;
            if (!_writerWaits || !HasRoomAgain)
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
        IReadOnlyList<RequestWaiter> idle;
        lock (_lock)
        {
            _ended = true;
            idle = line.ReleaseIdle();
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

    private ValueTask<bool> Park(RequestWaiter waiter)
    {
        line.Park(waiter);
        return waiter.WaitAsync();
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
            throw new InvalidOperationException($"Sending requests broke off: {_failure.Message}", _failure);
        }
    }
}
