using TapeDeck.Client.Ports;

namespace TapeDeck.Client.Tests.Fakes;

/// <summary>A server that lets plans touch nothing of its machine, unless the test says otherwise.</summary>
public sealed class FakePlanRules : IPlanRules
{
    public IReadOnlyList<string> FileRoots { get; set; } = [];

    public bool AllowsMiddleware { get; set; }
}
