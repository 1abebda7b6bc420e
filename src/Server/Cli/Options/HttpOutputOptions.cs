using System.CommandLine;
using TapeDeck.Engine.Plans;
using TapeDeck.Server.Cli.Values;
using static TapeDeck.Server.Cli.Values.ValueKinds;

namespace TapeDeck.Server.Cli.Options;

/// <summary><c>--output-http</c> (spec §5).</summary>
internal sealed class HttpOutputOptions : OptionFamily
{
    private static readonly HttpOutputPlan s_plain = new();

    private static readonly Option<IReadOnlyList<LimitedAddress>> s_url = OptionKinds.List(
        "output-http", "URL", "Send requests to a server; the scheme may be left out, a path becomes a prefix; URL|10 and URL|10% let a part of them through. May repeat.",
        LimitedAddress.Of(IsTarget, "is not an http or https address; an address is [http[s]://]HOST[:PORT][/PREFIX]"));

    private static readonly PartOptions<HttpOutputPlan> s_details = new PartOptions<HttpOutputPlan>(s_plain)
        .Value(
            Number, "output-http-workers", "connections", "Most connections, and so requests in flight, at once (64).",
            plan => plan.Connections, (plan, count) => plan with { Connections = count > 0 ? count : s_plain.Connections })
        .Value(
            Number, "output-http-workers-min", "minConnections", "Connections kept open when there is nothing to send.",
            plan => plan.MinConnections, (plan, count) => plan with { MinConnections = count })
        .Value(
            Duration, "output-http-worker-timeout", "idleTimeout", "How long a connection may be idle before it is closed (2s).",
            plan => plan.IdleTimeout, (plan, timeout) => plan with { IdleTimeout = timeout > TimeSpan.Zero ? timeout : s_plain.IdleTimeout })
        .Value(
            Number, "output-http-queue-len", "queue/capacity", "Most requests waiting for a connection (10000).",
            plan => plan.Queue.Capacity, (plan, length) => plan with { Queue = plan.Queue with { Capacity = length > 0 ? length : s_plain.Queue.Capacity } })
        .Value(
            Duration, "output-http-timeout", "timeout", "Limit of a whole exchange (5s).",
            plan => plan.Timeout, (plan, timeout) => plan with { Timeout = timeout > TimeSpan.Zero ? timeout : s_plain.Timeout })
        .Value(Number, "output-http-redirects", "redirects", "Redirects to follow (0).", plan => plan.Redirects, (plan, count) => plan with { Redirects = count })
        .Switch(
            "output-http-track-response", "trackResponses", "Hand the answers on to the other outputs, as records of kind 3.",
            plan => plan.TrackResponses, (plan, on) => plan with { TrackResponses = on })
        .Value(
            Size, "output-http-response-buffer", "responseLimitBytes", "Bytes kept of a response (100kb).",
            plan => plan.ResponseLimitBytes, (plan, bytes) => plan with { ResponseLimitBytes = bytes > 0 ? (int)Math.Min(bytes, int.MaxValue) : s_plain.ResponseLimitBytes })
        .Switch("output-http-skip-verify", "skipVerify", "Accept any TLS certificate.", plan => plan.SkipVerify, (plan, on) => plan with { SkipVerify = on })
        .Switch("http-original-host", "originalHost", "Send the recorded Host instead of the target's.", plan => plan.OriginalHost, (plan, on) => plan with { OriginalHost = on })
        .Value(
            Text("HOST[:PORT]/INDEX"), "output-http-elasticsearch", "elasticsearch/url", "Index every replayed exchange in Elasticsearch, such as localhost:9200/gor.",
            plan => plan.Elasticsearch?.Url, (plan, url) => plan with { Elasticsearch = url.Length > 0 ? new ElasticsearchPlan { Url = url } : null });

    public override string Title => "Send to a server";

    public override IReadOnlyList<Option> Heads => [s_url];

    public override IReadOnlyList<IPartOptions> Details => [s_details];

    public override IReadOnlyList<(Option Option, string Reason)> Idle { get; } =
    [
        (OptionKinds.Flag("output-http-compatibility-mode", "Accepted: requests are sent byte for byte in any case."), "has no effect; requests are sent byte for byte in any case"),
        (OptionKinds.Flag("output-http-debug", "Accepted: see --verbose."), "has no effect; --verbose 3 tells more"),
    ];

    public override void Read(OptionReader reader)
    {
        foreach (var (url, limit) in reader.Values(s_url))
        {
            reader.Add(s_url, new HttpOutputPlan { Url = url, Limit = limit });
        }
    }

    public override bool TryWrite(OptionWriter writer, object part)
    {
        if (part is HttpOutputPlan plan)
        {
            writer.Add(s_url, new LimitedAddress(plan.Url, plan.Limit).ToString());
        }

        return part is HttpOutputPlan;
    }

    private static bool IsTarget(string text) =>
        Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}", UriKind.Absolute, out var target)
        && target is { Scheme: "http" or "https", Host.Length: > 0 };
}
