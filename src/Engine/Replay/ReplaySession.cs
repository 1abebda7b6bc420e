namespace TapeDeck.Engine.Replay;

/// <summary>A recorded connection that is replayed over one of its own.</summary>
internal sealed class ReplaySession(SessionKey key)
{
    public SessionKey Key => key;

    /// <summary>Its requests that are still to be sent, in order.</summary>
    public Queue<QueuedRequest> Pending { get; } = new();

    /// <summary>The connection it has; null while it waits for one.</summary>
    public RequestWaiter? Waiter { get; set; }

    /// <summary>Whether it stands in the line for a connection.</summary>
    public bool IsInLine { get; set; }

    /// <summary>Requests sent since it got its connection.</summary>
    public int Served { get; set; }
}
