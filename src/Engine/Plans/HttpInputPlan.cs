namespace TapeDeck.Engine.Plans;

/// <summary>A listener that answers every request with 200 and records it. <c>--input-http</c>.</summary>
public sealed record HttpInputPlan : InputPlan
{
    /// <summary>Where to listen: <c>[HOST]:PORT</c>; without host on all addresses.</summary>
    public string Address { get; init; } = "";
}
