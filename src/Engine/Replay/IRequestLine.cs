namespace TapeDeck.Engine.Replay;

/// <summary>Who gets which of the waiting requests. Called by <see cref="RequestQueue"/> alone, under its lock.</summary>
internal interface IRequestLine
{
    /// <summary>Requests that wait.</summary>
    int Count { get; }

    /// <summary>Gives a request to an idle connection, which is returned to be woken with the request in it; or keeps it and returns null.</summary>
    RequestWaiter? Offer(in QueuedRequest request);

    /// <summary>Puts the next request for this connection into it; false when there is none now.</summary>
    bool TryTake(RequestWaiter waiter);

    /// <summary>Notes a connection as idle.</summary>
    void Park(RequestWaiter waiter);

    /// <summary>Lets go of all idle connections and returns them.</summary>
    IReadOnlyList<RequestWaiter> ReleaseIdle();
}
