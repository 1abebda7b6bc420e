namespace TapeDeck.Engine.Replay;

/// <summary>
/// Requests in order of arrival, each for whatever connection is free. The connection that was idle for the shortest time is taken first, so that
/// a slow replay keeps few connections busy instead of all of them cold.
/// </summary>
internal sealed class ArrivalLine : IRequestLine
{
    private readonly Queue<QueuedRequest> _requests = new();
    private readonly Stack<RequestWaiter> _idle = new();

    public int Count => _requests.Count;

    public RequestWaiter? Offer(in QueuedRequest request)
    {
        if (!_idle.TryPop(out var taker))
        {
            _requests.Enqueue(request);
            return null;
        }

        taker.Request = request;
        return taker;
    }

    public bool TryTake(RequestWaiter waiter)
    {
        var any = _requests.TryDequeue(out var next);
        waiter.Request = next;
        return any;
    }

    public void Park(RequestWaiter waiter) => _idle.Push(waiter);

    public IReadOnlyList<RequestWaiter> ReleaseIdle()
    {
        RequestWaiter[] idle = [.. _idle];
        _idle.Clear();
        return idle;
    }
}
