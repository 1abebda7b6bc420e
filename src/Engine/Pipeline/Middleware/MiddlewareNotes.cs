namespace TapeDeck.Engine.Pipeline.Middleware;

/// <summary>What a person should know of a middleware. Safe for several threads.</summary>
internal sealed class MiddlewareNotes
{
    private const int MaxListed = 20;
    private readonly Lock _lock = new();
    private readonly List<string> _notes = [];
    private string? _firstBadLine;
    private long _badLines;

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock)
            {
                return _firstBadLine is null ? [.. _notes] : [.. _notes, _badLines == 1 ? _firstBadLine : $"{_firstBadLine} {_badLines - 1} more lines are none either."];
            }
        }
    }

    /// <summary>Adds a note; the first 20 are kept.</summary>
    public void Add(string note)
    {
        lock (_lock)
        {
            if (_notes.Count < MaxListed)
            {
                _notes.Add(note);
            }
        }
    }

    /// <summary>Counts a line that is no record; whether it is the first, which is kept.</summary>
    public bool AddBadLine(string line)
    {
        lock (_lock)
        {
            _firstBadLine ??= line;
            return ++_badLines == 1;
        }
    }
}
