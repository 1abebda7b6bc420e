namespace TapeDeck.Engine;

/// <summary>
/// What was decided on exchanges or connections a while ago, so that what follows under the same id is treated alike. Bounded: a value is kept
/// for at least a minute unless more than 65,536 others were set after it. Not safe for several threads.
/// </summary>
internal sealed class RecentIds<T>(TimeProvider time)
{
    /// <summary>Ids of one generation; two generations are kept.</summary>
    public const int GenerationSize = 65_536;

    private static readonly TimeSpan s_lifetime = TimeSpan.FromMinutes(1);

    private Dictionary<RecordId, T> _current = [];
    private Dictionary<RecordId, T> _previous = [];
    private long _since = time.GetTimestamp();

    public void Set(RecordId id, T value)
    {
        Age();
        if (_current.Count >= GenerationSize)
        {
            Turn();
        }

        if (_current.ContainsKey(id))
        {
            _current[id] = value;
            return;
        }

        // A copy: the id is a slice of a large block that must not live as long as this memory.
        _current.Add(new RecordId(id.Span.ToArray()), value);
    }

    public bool TryGet(RecordId id, out T? value)
    {
        value = default;
        if (_current.Count + _previous.Count == 0)
        {
            return false;
        }

        Age();
        return _current.TryGetValue(id, out value) || _previous.TryGetValue(id, out value);
    }

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
