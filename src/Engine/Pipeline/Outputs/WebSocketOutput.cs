using Microsoft.Extensions.Logging;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Relay;

namespace TapeDeck.Engine.Pipeline.Outputs;

/// <summary>Sends each record as a binary WebSocket message (spec §8.6).</summary>
public sealed class WebSocketOutput : RelayOutput
{
    private WebSocketOutput(RelaySender sender, LedgerAccount account)
        : base(sender, account)
    {
    }

    /// <summary>An output that connects when the first record comes.</summary>
    /// <param name="plan">Receiver and connections.</param>
    /// <param name="account">The output's account; its name becomes the output's.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where it is told when the receiver is out of reach.</param>
    /// <exception cref="PlanException">The address is none, at <c>/url</c>, or the number of connections is out of range.</exception>
    public static WebSocketOutput Open(WebSocketOutputPlan plan, LedgerAccount account, TimeProvider time, ILogger logger)
    {
        var faults = FaultsOf(plan);
        var target = WebSocketTarget.Parse(plan.Url, plan.SkipVerify);
        if (target is null)
        {
            faults.Add(new PlanFault("/url", $"'{plan.Url}' is no WebSocket address: it takes the form ws[s]://HOST[:PORT][/PATH]."));
        }

        return faults.Count > 0 ? throw new PlanException(faults) : new WebSocketOutput(new RelaySender(target!, plan, account, time, logger), account);
    }
}
