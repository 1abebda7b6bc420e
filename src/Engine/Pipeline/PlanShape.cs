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

        if (plan.Limits.MaxPayloadBytes is not (null or (> 0 and <= int.MaxValue)))
        {
            yield return new PlanFault("/limits/maxPayloadBytes", $"The size of a payload must be 1 to {int.MaxValue} bytes.");
        }

        for (var i = 0; i < plan.Outputs.Count; i++)
        {
            if (plan.Outputs[i].Queue is { Capacity: <= 0 } or { CapacityBytes: <= 0 })
            {
                yield return new PlanFault($"/outputs/{i}/queue", "A queue's capacity must be above 0.");
            }
        }

        foreach (var fault in LimitFaults("/inputs", plan.Inputs.Select(input => input.Limit)).Concat(LimitFaults("/outputs", plan.Outputs.Select(output => output.Limit))))
        {
            yield return fault;
        }
    }

    private static IEnumerable<PlanFault> LimitFaults(string path, IEnumerable<RateLimitPlan?> limits) =>
        from each in limits.Index()
        where each.Item is not (null or { PerSecond: >= 0, Percent: null } or { PerSecond: null, Percent: >= 0 and <= 100 })
        select new PlanFault($"{path}/{each.Index}/limit", "A limit is either a number of requests a second, 0 or above, or a share from 0 to 100 percent.");
}
