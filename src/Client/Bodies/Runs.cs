namespace TapeDeck.Client.Bodies;

/// <summary>A line, cut where what changed begins and ends.</summary>
/// <param name="line">All of it.</param>
/// <param name="offset">Where the places that changed are counted from.</param>
internal sealed class Runs(string line, int offset)
{
    private readonly List<TextRun> _runs = [];
    private int _at;
    private int _changed;

    /// <summary>Whether enough of the line stayed for marks to help: a quarter of it.</summary>
    public bool AreTelling => line.Length > 0 && line.Length - _changed >= (line.Length + 3) / 4;

    public void Change(Range place)
    {
        Add(offset + place.Start.Value, false);
        _changed += place.End.Value - place.Start.Value;
        Add(offset + place.End.Value, true);
    }

    public IReadOnlyList<TextRun> Finish()
    {
        Add(line.Length, false);
        return _runs;
    }

    private void Add(int to, bool isChanged)
    {
        if (to > _at)
        {
            _runs.Add(new TextRun(line[_at..to], isChanged));
            _at = to;
        }
    }
}
