using TapeDeck.Engine.Elasticsearch;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Replay;

namespace TapeDeck.Engine.Pipeline.Outputs;

/// <summary>Replays requests to a server (spec §5).</summary>
public sealed class HttpOutput : ReplayOutput
{
    private const int MostRedirects = 50;
    private static readonly TimeSpan s_sessionIdle = TimeSpan.FromSeconds(120);

    /// <summary>What is kept of a response at the least when its head is exported.</summary>
    private const int ExportedBytes = 16 << 10;

    private readonly ElasticsearchExport? _export;

    private HttpOutput(string name, ReplayOptions options, ReplayAnswers? answers, RequestSender sender, ElasticsearchExport? export)
        : base(name, options, answers, sender) => _export = export;

    /// <summary>What the person should know about the export of exchanges.</summary>
    public IReadOnlyList<string> Warnings => _export?.Warnings ?? [];

    /// <summary>An output that is ready to send; connections are opened when there is something to send.</summary>
    /// <param name="plan">Target and limits.</param>
    /// <param name="options">Clock, accounts and what else it needs.</param>
    /// <exception cref="PlanException">The plan cannot work; the faults' paths are relative to it, such as <c>/url</c>.</exception>
    public static HttpOutput Open(HttpOutputPlan plan, ReplayOptions options)
    {
        var faults = new List<PlanFault>();
        var route = RouteOf(plan, options.Proxies, faults);
        var index = IndexOf(plan, options, faults);
        CheckNumbers(plan, faults);
        if (faults.Count > 0)
        {
            throw new PlanException(faults);
        }

        var answers = AnswersOf(options, plan.TrackResponses);
        var export = index is null ? null : new ElasticsearchExport(index, new BulkClient(index, plan.SkipVerify, options), options);
        var kept = plan with { ResponseLimitBytes = KeptBytes(plan, options) };
        var sender = new RequestSender(LimitsOf(plan, options), () => new HttpConnection(route!, kept, options), options, SinkOf(options.Results, export), answers);
        return new HttpOutput($"http {route!.Target}", options, answers, sender, export);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync().ConfigureAwait(false);
        if (_export is not null)
        {
            await _export.DisposeAsync().ConfigureAwait(false);
        }
    }

    private protected override Task FinishAsync(CancellationToken cancellationToken) => _export?.CompleteAsync(cancellationToken) ?? Task.CompletedTask;

    private protected override async ValueTask StopAsync()
    {
        await base.StopAsync().ConfigureAwait(false);
        if (_export is not null)
        {
            await _export.StopAsync().ConfigureAwait(false);
        }
    }

    private static int KeptBytes(HttpOutputPlan plan, ReplayOptions options)
    {
        var wanted = options.Results is not null || plan.TrackResponses ? plan.ResponseLimitBytes : 0;
        return plan.Elasticsearch is null ? wanted : Math.Max(wanted, ExportedBytes);
    }

    private static IReplayResultSink? SinkOf(IReplayResultSink? results, ElasticsearchExport? export) =>
        results is null ? export : export is null ? results : new BothSinks(results, export);

    /// <summary>Where the requests of such an output go; null, and a fault, when that cannot be told.</summary>
    internal static ReplayRoute? RouteOf(HttpOutputPlan plan, ProxyRules proxies, List<PlanFault> faults)
    {
        if (!ReplayTarget.TryParse(plan.Url, out var target, out var fault))
        {
            faults.Add(fault);
            return null;
        }

        if (!ReplayRoute.TryFind(target, proxies, out var route, out var detour))
        {
            faults.Add(new PlanFault("/url", detour));
        }

        return route;
    }

    private static ElasticsearchTarget? IndexOf(HttpOutputPlan plan, ReplayOptions options, List<PlanFault> faults)
    {
        if (plan.Elasticsearch is not { } wanted)
        {
            return null;
        }

        if (!ElasticsearchTarget.TryParse(wanted.Url, options.Time.GetLocalNow(), out var index, out var fault)
            || !options.Proxies.TryFind(index.BulkUrl.IdnHost, index.BulkUrl.Port, index.BulkUrl.Scheme == Uri.UriSchemeHttps, out _, out fault))
        {
            faults.Add(new PlanFault("/elasticsearch/url", fault));
        }

        return index;
    }

    private static void CheckNumbers(HttpOutputPlan plan, List<PlanFault> faults)
    {
        CheckLimits(faults, plan.Connections, plan.Timeout, plan.ResponseLimitBytes);
        Require(faults, plan.MinConnections >= 0 && plan.MinConnections <= Math.Max(plan.Connections, 0), "/minConnections", "Connections kept open go from 0 to the most connections.");
        Require(faults, plan.IdleTimeout > TimeSpan.Zero, "/idleTimeout", "The time a connection may be idle must be above 0.");
        Require(faults, plan.Redirects is >= 0 and <= MostRedirects, "/redirects", $"Redirects that are followed go from 0 to {MostRedirects}.");
    }

    /// <summary>A session's connection is closed after a longer time of its own, and none is opened ahead: it would be nobody's (spec §5.8).</summary>
    private static SenderLimits LimitsOf(HttpOutputPlan plan, ReplayOptions options) => options.KeepSessions
        ? new SenderLimits(plan.Connections, 0, s_sessionIdle, plan.Timeout, plan.Queue)
        : new SenderLimits(plan.Connections, plan.MinConnections, plan.IdleTimeout, plan.Timeout, plan.Queue);

    private sealed class BothSinks(IReplayResultSink first, IReplayResultSink second) : IReplayResultSink
    {
        public void Add(ReplayResult result)
        {
            first.Add(result);
            second.Add(result);
        }
    }
}
