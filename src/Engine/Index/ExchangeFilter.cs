using TapeDeck.Engine.Query;

namespace TapeDeck.Engine.Index;

/// <summary>Which exchanges are meant. All conditions must hold; null means any.</summary>
public sealed record ExchangeFilter
{
    /// <summary>What is asked of them.</summary>
    public TrafficQuery Query { get; init; } = TrafficQuery.Everything;

    /// <summary>Only exchanges that began at this moment or later, nanoseconds since the Unix epoch.</summary>
    public long? From { get; init; }

    /// <summary>Only exchanges that began before this moment, nanoseconds since the Unix epoch.</summary>
    public long? To { get; init; }

    /// <summary>Only exchanges of this endpoint.</summary>
    public EndpointKey? Endpoint { get; init; }
}
