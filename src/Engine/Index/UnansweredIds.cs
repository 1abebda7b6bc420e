namespace TapeDeck.Engine.Index;

/// <summary>Which requests fell out of reach without a response; remembers hashes of a million ids, and from there on takes any id for one of them.</summary>
internal sealed class UnansweredIds
{
    private const int Most = 1 << 20;
    private const ulong Basis = 14_695_981_039_346_656_037;
    private const ulong Prime = 1_099_511_628_211;

    private readonly HashSet<ulong> _hashes = [];

    public void Add(RecordId id)
    {
        if (_hashes.Count < Most)
        {
            _hashes.Add(Hash(id));
        }
    }

    public bool MayHold(RecordId id) => _hashes.Count == Most || _hashes.Contains(Hash(id));

    /// <summary>FNV-1a, 64 bits.</summary>
    private static ulong Hash(RecordId id)
    {
        var hash = Basis;
        foreach (var value in id.Span)
        {
            hash = unchecked((hash ^ value) * Prime);
        }

        return hash;
    }
}
