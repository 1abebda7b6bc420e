namespace TapeDeck.Client.Rendering;

/// <summary>The last values of something measured once a second, oldest first.</summary>
public sealed class Trace
{
    /// <summary>Two minutes.</summary>
    public const int Capacity = 120;

    private readonly List<double> _values = new(Capacity);

    public IReadOnlyList<double> Values => _values;

    public void Add(double value)
    {
        if (_values.Count == Capacity)
        {
            _values.RemoveAt(0);
        }

        _values.Add(double.IsFinite(value) ? value : 0);
    }
}
