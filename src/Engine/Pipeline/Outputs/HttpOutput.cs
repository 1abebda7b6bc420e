using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Replay;

namespace TapeDeck.Engine.Pipeline.Outputs;

/// <summary>Replays requests to a server (spec §5).</summary>
public sealed class HttpOutput : ReplayOutput
{
    private const int MostRedirects = 50;
    private static readonly TimeSpan s_sessionIdle = TimeSpan.FromSeconds(120);

    private HttpOutput(ReplayOptions options, ReplayAnswers? answers, HttpSender sender)
        : base(options, answers, sender)
    {
    }

    /// <summary>An output that is ready to send; connections are opened when there is something to send.</summary>
    /// <param name="plan">Target and limits.</param>
    /// <param name="options">Clock, accounts and what else it needs.</param>
    /// <exception cref="PlanException">The plan cannot work; the faults' paths are relative to it, such as <c>/url</c>.</exception>
    public static HttpOutput Open(HttpOutputPlan plan, ReplayOptions options)
    {
        var route = Check(plan, options);
        var answers = AnswersOf(options, plan.TrackResponses);
        var isKept = options.Results is not null || answers is not null;
        var kept = plan with { ResponseLimitBytes = isKept ? plan.ResponseLimitBytes : 0 };
        var sender = new HttpSender(LimitsOf(plan, options), () => new ReplayConnection(route, kept, options), options, options.Results, answers);
        return new HttpOutput(options, answers, sender);
    }

    private static ReplayRoute Check(HttpOutputPlan plan, ReplayOptions options)
    {
        var faults = new List<PlanFault>();
        ReplayRoute? route = null;
        if (!ReplayTarget.TryParse(plan.Url, out var target, out var fault))
        {
            faults.Add(fault);
        }
        else if (!ReplayRoute.TryFind(target, options.Proxies, out route, out var detour))
        {
            faults.Add(new PlanFault("/url", detour));
        }

        CheckLimits(faults, plan.Connections, plan.Timeout, plan.ResponseLimitBytes);
        Require(faults, plan.MinConnections >= 0 && plan.MinConnections <= Math.Max(plan.Connections, 0), "/minConnections", "Connections kept open go from 0 to the most connections.");
        Require(faults, plan.IdleTimeout > TimeSpan.Zero, "/idleTimeout", "The time a connection may be idle must be above 0.");
        Require(faults, plan.Redirects is >= 0 and <= MostRedirects, "/redirects", $"Redirects that are followed go from 0 to {MostRedirects}.");
        return faults.Count == 0 ? route! : throw new PlanException(faults);
    }

    /// <summary>A session's connection is closed after a longer time of its own, and none is opened ahead: it would be nobody's (spec §5.8).</summary>
    private static SenderLimits LimitsOf(HttpOutputPlan plan, ReplayOptions options) => options.KeepSessions
        ? new SenderLimits(plan.Connections, 0, s_sessionIdle, plan.Timeout, plan.Queue)
        : new SenderLimits(plan.Connections, plan.MinConnections, plan.IdleTimeout, plan.Timeout, plan.Queue);
}
