namespace TapeDeck.Engine.Plans;

/// <summary>How many records an input or output lets pass (spec §7): exactly one of both members. Decided per exchange: responses follow their request.</summary>
public sealed record RateLimitPlan
{
    /// <summary>Most requests a second, 0 for none; what is beyond is dropped and counted. <c>|10</c>.</summary>
    public int? PerSecond { get; init; }

    /// <summary>Share of the requests that passes, 0–100, chosen at random. <c>|10%</c>.</summary>
    public double? Percent { get; init; }
}
