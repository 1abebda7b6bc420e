namespace TapeDeck.Engine.Gor;

/// <summary>Keeps the first damages of a run for people to read, and the count of the rest. Safe for several threads.</summary>
internal sealed class GorDamageLog
{
    private const int MaxListed = 100;
    private readonly Lock _lock = new();
    private readonly List<string> _listed = [];
    private long _count;

    /// <summary>The first 100 with file and offset, and a line that says how many more there are.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock)
            {
                return _count > _listed.Count ? [.. _listed, $"… and {_count - _listed.Count} more like these."] : [.. _listed];
            }
        }
    }

    /// <summary>Adds a damage of a file or connection.</summary>
    public void Add(string path, GorDamage damage) => Add($"{path}, byte {damage.Offset}: {damage.Reason}");

    /// <summary>Adds a sentence that says what is damaged and where.</summary>
    public void Add(string line)
    {
        lock (_lock)
        {
            if (_count++ < MaxListed)
            {
                _listed.Add(line);
            }
        }
    }
}
