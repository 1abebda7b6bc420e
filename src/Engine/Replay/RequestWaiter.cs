using System.Threading.Tasks.Sources;

namespace TapeDeck.Engine.Replay;

/// <summary>What one loop waits on for its turn, again and again without allocating. It goes on on the thread pool, never on the waker's thread.</summary>
internal sealed class RequestWaiter : IValueTaskSource<bool>
{
    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };

    public RequestWaiter() => Place = new LinkedListNode<RequestWaiter>(this);

    /// <summary>What was handed over with the last turn.</summary>
    public QueuedRequest Request { get; set; }

    /// <summary>Where the loop stands among idle ones that are kept in order.</summary>
    public LinkedListNode<RequestWaiter> Place { get; }

    /// <summary>The session whose requests the loop sends; null when there is none, or none yet.</summary>
    public ReplaySession? Session { get; set; }

    /// <summary>Whether the last turn is the first of another session, which wants a connection of its own.</summary>
    public bool IsNewSession { get; set; }

    public ValueTask<bool> WaitAsync() => new(this, _core.Version);

    /// <summary>Ends the wait; once for each wait.</summary>
    public void Wake(bool result) => _core.SetResult(result);

    public bool GetResult(short token)
    {
        var result = _core.GetResult(token);
        _core.Reset();
        return result;
    }

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
