namespace TapeDeck.Engine.Plans;

/// <summary>A listener that answers every request with 200 and records it. <c>--input-http</c>.</summary>
public sealed record HttpInputPlan : InputPlan
{
    /// <summary>Where to listen: <c>[HOST]:PORT</c>; without host on all addresses.</summary>
    public string Address { get; init; } = "";

    /// <inheritdoc/>
    /// <remarks>A request is answered once it was taken: the clients wait when this end does.</remarks>
    public override bool IsLive => false;
}
