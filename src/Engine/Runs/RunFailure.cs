namespace TapeDeck.Engine.Runs;

/// <summary>Turns what broke a run into one sentence for the person who started it.</summary>
internal static class RunFailure
{
    public static string Describe(Exception exception) => exception switch
    {
        Plans.PlanException plan => string.Join(" ", plan.Faults.Select(fault => fault.Message)),
        AggregateException { InnerExceptions: [var only] } => Describe(only),
        _ => exception.Message,
    };
}
