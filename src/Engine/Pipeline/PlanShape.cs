using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Pipeline;

/// <summary>What must hold of a plan as a whole, before its parts are looked at.</summary>
internal static class PlanShape
{
    public static IEnumerable<PlanFault> Check(Plan plan)
    {
        if (plan.Inputs.Count == 0)
        {
            yield return new PlanFault("/inputs", "At least one input is required.");
        }

        if (plan.Outputs.Count == 0)
        {
            yield return new PlanFault("/outputs", "At least one output is required.");
        }

        if (plan.Limits.StopAfter is { } limit && limit <= TimeSpan.Zero)
        {
            yield return new PlanFault("/limits/stopAfter", "The time limit must be above 0.");
        }

        if (plan.Limits.MaxRecords is <= 0)
        {
            yield return new PlanFault("/limits/maxRecords", "The number of records must be above 0.");
        }

        for (var i = 0; i < plan.Outputs.Count; i++)
        {
            if (plan.Outputs[i].Queue is { Capacity: <= 0 } or { CapacityBytes: <= 0 })
            {
                yield return new PlanFault($"/outputs/{i}/queue", "A queue's capacity must be above 0.");
            }
        }
    }
}
