namespace TapeDeck.Client.Rendering;

/// <summary>The last values of something measured once a second, oldest first. One thread adds, any thread reads.</summary>
public sealed class Trace
{
    /// <summary>Two minutes.</summary>
    public const int Capacity = 120;

    private volatile double[] _values = [];

    public IReadOnlyList<double> Values => _values;

    public void Add(double value) => _values = [.. _values.Skip(_values.Length - Capacity + 1), double.IsFinite(value) ? value : 0];
}
