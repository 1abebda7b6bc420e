using TapeDeck.Engine.Query;

namespace TapeDeck.Engine.Index;

/// <summary>Which results are meant. All conditions must hold.</summary>
public sealed record ReplayResultFilter
{
    /// <summary>What is asked of them, in the scope of <see cref="QueryScopes.Results"/>.</summary>
    public TrafficQuery Query { get; init; } = TrafficQuery.Everything;

    /// <summary>Only requests that got no complete response.</summary>
    public bool FailedOnly { get; init; }

    /// <summary>Only results of the request with this id; null for all.</summary>
    public string? Id { get; init; }
}
