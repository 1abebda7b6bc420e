namespace TapeDeck.Engine;

/// <summary>The exchanges whose request did not pass: what comes later under the same id does not pass either. Serves one loop.</summary>
internal sealed class RejectedExchanges(TimeProvider time)
{
    private readonly RecentIds<bool> _rejected = new(time);

    /// <summary>The fate of a request is known; an id that is in use again counts anew.</summary>
    public void Decide(RecordId id, bool passes)
    {
        if (passes)
        {
            _rejected.Remove(id);
        }
        else
        {
            _rejected.Set(id, true);
        }
    }

    /// <summary>Whether the request of that id did not pass; false for an unknown one.</summary>
    public bool Contains(RecordId id) => _rejected.TryGet(id, out _);
}
