using TapeDeck.Engine.Http;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Pipeline.Inputs;

/// <summary>The numbers of a plan that captures, checked before anything is opened.</summary>
internal static class PacketPlanValues
{
    private const int LeastMessage = 1024;
    private const int LeastSnapshot = 64;
    private const int MostSnapshot = 262_144;
    private const int MostNetwork = (1 << 24) - 1;

    /// <summary>Throws with every fault there is, paths relative to the input's plan.</summary>
    public static void Check(PacketInputPlan plan)
    {
        var faults = Faults(plan).ToList();
        if (faults.Count > 0)
        {
            throw new PlanException(faults);
        }
    }

    private static IEnumerable<PlanFault> Faults(PacketInputPlan plan)
    {
        foreach (var wrong in plan.Ports.Where(port => port is < 1 or > ushort.MaxValue))
        {
            yield return new PlanFault("/ports", $"{wrong} is no port: ports are 1 to {ushort.MaxValue}; none at all stands for every port.");
        }

        if (plan.Expire <= TimeSpan.Zero)
        {
            yield return new PlanFault("/expire", "The time to wait for missing bytes must be above 0.");
        }

        if (plan.MaxMessageBytes < LeastMessage)
        {
            yield return new PlanFault("/maxMessageBytes", $"At least {LeastMessage} bytes of a message must be kept.");
        }

        if (plan.RealIpHeader is { Length: > 0 } header && !MessageHeadParser.IsToken(header))
        {
            yield return new PlanFault("/realIpHeader", $"'{header}' is no header name.");
        }

        if (plan is CaptureInputPlan { Vlans: var vlans })
        {
            foreach (var wrong in vlans.Where(vlan => vlan is < 0 or > 4094))
            {
                yield return new PlanFault("/vlans", $"{wrong} is no VLAN: their identifiers are 0 to 4094.");
            }
        }

        if (plan is VxlanInputPlan { ListenPort: < 0 or > ushort.MaxValue })
        {
            yield return new PlanFault("/listenPort", $"A UDP port to listen on is 0 to {ushort.MaxValue}.");
        }

        if (plan is VxlanInputPlan { Networks: var networks })
        {
            foreach (var wrong in networks.Where(network => network == 0 || Math.Abs((long)network) > MostNetwork))
            {
                yield return new PlanFault("/networks", $"{wrong} is no VXLAN network: identifiers are 1 to {MostNetwork}, negative to leave one out.");
            }
        }

        if (plan is CaptureInputPlan { SnapshotLength: < LeastSnapshot or > MostSnapshot })
        {
            yield return new PlanFault("/snapshotLength", $"The snapshot length must be {LeastSnapshot} to {MostSnapshot}.");
        }

        if (plan is CaptureInputPlan { BufferBytes: <= 0 })
        {
            yield return new PlanFault("/bufferBytes", "The capture buffer must be above 0.");
        }
    }
}
