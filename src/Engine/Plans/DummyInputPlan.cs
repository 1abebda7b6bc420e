namespace TapeDeck.Engine.Plans;

/// <summary>Made-up traffic to try an output with: a request with its response, again and again. <c>--input-dummy</c>.</summary>
public sealed record DummyInputPlan : InputPlan
{
    /// <summary>Time from one request to the next; above 0.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);
}
