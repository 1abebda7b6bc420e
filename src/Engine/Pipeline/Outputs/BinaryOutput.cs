using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Replay;

namespace TapeDeck.Engine.Pipeline.Outputs;

/// <summary>Sends the payloads of requests, whatever they are, and takes what comes back as answers (spec §8.7).</summary>
public sealed class BinaryOutput : ReplayOutput
{
    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(2);

    private BinaryOutput(string name, ReplayOptions options, ReplayAnswers? answers, RequestSender sender)
        : base(name, options, answers, sender)
    {
    }

    /// <summary>An output that is ready to send; connections are opened when there is something to send.</summary>
    /// <param name="plan">Target and limits.</param>
    /// <param name="options">Clock, accounts and what else it needs; proxies are not asked.</param>
    /// <exception cref="PlanException">The plan cannot work; the faults' paths are relative to it, such as <c>/address</c>.</exception>
    public static BinaryOutput Open(BinaryOutputPlan plan, ReplayOptions options)
    {
        var faults = new List<PlanFault>();
        var route = RouteOf(plan, faults);
        CheckLimits(faults, plan.Connections, plan.Timeout, plan.ResponseLimitBytes);
        if (faults.Count > 0)
        {
            throw new PlanException(faults);
        }

        var answers = AnswersOf(options, plan.TrackResponses);
        var kept = plan with { ResponseLimitBytes = options.Results is not null || answers is not null ? plan.ResponseLimitBytes : 0 };
        var limits = new SenderLimits(plan.Connections, 0, s_idle, plan.Timeout, plan.Queue);
        var sender = new RequestSender(limits, () => new BinaryConnection(route!, kept, options), options, options.Results, answers);
        return new BinaryOutput($"binary {route!.Target}", options, answers, sender);
    }

    /// <summary>Where the payloads of such an output go; null, and a fault, when that cannot be told.</summary>
    internal static ReplayRoute? RouteOf(BinaryOutputPlan plan, List<PlanFault> faults)
    {
        if (ReplayTarget.TryParseAddress(plan.Address, out var target, out var fault))
        {
            return new ReplayRoute(target, null);
        }

        faults.Add(fault);
        return null;
    }
}
