using Microsoft.Extensions.Logging;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Relay;

namespace TapeDeck.Engine.Pipeline.Outputs;

/// <summary>Relays records to another instance over TCP or TLS (spec §8.2).</summary>
public sealed class TcpOutput : RelayOutput
{
    private TcpOutput(RelaySender sender, LedgerAccount account)
        : base(sender, account)
    {
    }

    /// <summary>An output that connects when the first record comes.</summary>
    /// <param name="plan">Receiver and connections.</param>
    /// <param name="account">The output's account; its name becomes the output's.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where it is told when the receiver is out of reach.</param>
    /// <exception cref="PlanException">The address is none, or the number of connections is out of range.</exception>
    public static TcpOutput Open(TcpOutputPlan plan, LedgerAccount account, TimeProvider time, ILogger logger)
    {
        var faults = FaultsOf(plan);
        if (!HostPort.TryParse(plan.Address, out var address) || address.Port == 0)
        {
            faults.Add(new PlanFault("/address", $"'{plan.Address}' is no receiver's address: it takes the form HOST:PORT or [IPV6]:PORT."));
        }

        return faults.Count > 0
            ? throw new PlanException(faults)
            : new TcpOutput(new RelaySender(new TcpTarget(address, plan.Secure, plan.SkipVerify), plan, account, time, logger), account);
    }
}
