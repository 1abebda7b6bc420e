namespace TapeDeck.Engine.Rules;

/// <summary>
/// The ids of requests a filter took out, so that their responses can follow them. Bounded: an id is kept for at least a minute unless
/// more than 65,536 others were rejected after it.
/// </summary>
internal sealed class RejectedIds(TimeProvider time)
{
    /// <summary>Ids of one generation; two generations are kept.</summary>
    public const int GenerationSize = 65_536;

    private static readonly TimeSpan s_lifetime = TimeSpan.FromMinutes(1);

    private HashSet<RecordId> _current = [];
    private HashSet<RecordId> _previous = [];
    private long _since = time.GetTimestamp();

    public void Add(RecordId id)
    {
        Age();
        if (_current.Count >= GenerationSize)
        {
            Turn();
        }

        // A copy: the id is a slice of a large block that must not live as long as this memory.
        _current.Add(new RecordId(id.Span.ToArray()));
    }

    public bool Contains(RecordId id)
    {
        if (_current.Count + _previous.Count == 0)
        {
            return false;
        }

        Age();
        return _current.Contains(id) || _previous.Contains(id);
    }

    /// <summary>The id is in use again by a request that passed.</summary>
    public void Remove(RecordId id)
    {
        if (_current.Count + _previous.Count > 0)
        {
            _current.Remove(id);
            _previous.Remove(id);
        }
    }

    private void Age()
    {
        var age = time.GetElapsedTime(_since);
        if (age < s_lifetime)
        {
            return;
        }

        if (age >= 2 * s_lifetime)
        {
            _current.Clear();
        }

        Turn();
    }

    private void Turn()
    {
        (_previous, _current) = (_current, _previous);
        _current.Clear();
        _since = time.GetTimestamp();
    }
}
