namespace TapeDeck.Engine.Tcp;

/// <summary>A set of TCP ports; the empty set stands for all ports.</summary>
internal sealed class PortSet
{
    private readonly bool[]? _listed;

    /// <summary>A set of these ports, 1–65535.</summary>
    public PortSet(IReadOnlyList<int> ports)
    {
        if (ports.Count == 0)
        {
            return;
        }

        _listed = new bool[ushort.MaxValue + 1];
        foreach (var port in ports)
        {
            _listed[port] = true;
        }
    }

    /// <summary>Whether every port belongs to the set because none was named.</summary>
    public bool IsAll => _listed is null;

    /// <summary>Whether this port was named.</summary>
    public bool Lists(ushort port) => _listed is not null && _listed[port];
}
