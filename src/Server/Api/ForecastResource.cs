using TapeDeck.Client.Ports;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Server.Api;

/// <summary>A replay to look at.</summary>
/// <param name="Plan">Inputs, rules, outputs, limits.</param>
/// <param name="Name">Not looked at, nor is start: so that the body of a replay to be made will do.</param>
/// <param name="Start">Not looked at.</param>
/// <param name="First">How many requests of each target to show, 0 to 100.</param>
internal sealed record ReplayToValidate(Plan Plan, string? Name = null, bool Start = false, int First = 10)
{
    public const int MostFirst = 100;
}

/// <summary>What a replay would send.</summary>
internal sealed record ForecastResource
{
    /// <summary>Where the counts come from: the messages; the index, in which requests that turn out to be incomplete are still counted; or unknown, when not all can be known before.</summary>
    public required ForecastBasis Basis { get; init; }

    /// <summary>Requests of the recordings, within range and limits; of one pass, if they are sent again and again.</summary>
    public required long Requests { get; init; }

    /// <summary>Those of them that the rules take out.</summary>
    public required long Filtered { get; init; }

    /// <summary>Requests that would be sent in one pass, to all targets together.</summary>
    public required long Sent { get; init; }

    /// <summary>Those of them that may change things: all but GET, HEAD, OPTIONS and TRACE.</summary>
    public required long Mutating { get; init; }

    /// <summary>Whether the recording is sent again and again.</summary>
    public required bool Repeats { get; init; }

    /// <summary>How long one pass takes; absent when that is up to the answers, or not known.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>One for each output that sends requests: HTTP and binary ones.</summary>
    public required IReadOnlyList<TargetForecastResource> Targets { get; init; }

    /// <summary>Why more or fewer may be sent than is counted; empty when nothing is estimated.</summary>
    public required IReadOnlyList<string> Estimates { get; init; }

    public static ForecastResource From(ReplayForecast forecast) => new()
    {
        Basis = forecast.Basis,
        Requests = forecast.Requests,
        Filtered = forecast.Filtered,
        Sent = forecast.Sent,
        Mutating = forecast.Mutating,
        Repeats = forecast.Repeats,
        Duration = forecast.Duration,
        Targets = [.. forecast.Targets.Select(TargetForecastResource.From)],
        Estimates = forecast.Estimates,
    };
}

/// <summary>What one output would send.</summary>
internal sealed record TargetForecastResource
{
    /// <summary>Where it stands in the plan.</summary>
    public required string Pointer { get; init; }

    /// <summary>Host, and port if it is not the usual one.</summary>
    public required string Server { get; init; }

    /// <summary>The addresses that the name resolves to now; empty when only a proxy knows it.</summary>
    public required IReadOnlyList<string> Addresses { get; init; }

    /// <summary>Host and port of the proxy it is reached through; absent for none.</summary>
    public string? Proxy { get; init; }

    public required long Sent { get; init; }

    /// <summary>Requests by the method they would be sent with, the most frequent first.</summary>
    public required IReadOnlyList<MethodCount> Methods { get; init; }

    /// <summary>Requests that cannot be sent, by why.</summary>
    public required IReadOnlyDictionary<LedgerReason, long> Unsendable { get; init; }

    /// <summary>The first requests, in the order in which they are due.</summary>
    public required IReadOnlyList<RequestForecastResource> First { get; init; }

    public static TargetForecastResource From(TargetForecast target) => new()
    {
        Pointer = $"/plan/outputs/{target.Output}",
        Server = target.Server,
        Addresses = target.Addresses,
        Proxy = target.Proxy,
        Sent = target.Sent,
        Methods = [.. target.Methods.Select(method => new MethodCount(method.Key, method.Value)).OrderByDescending(method => method.Requests).ThenBy(method => method.Method, StringComparer.Ordinal)],
        Unsendable = target.Unsendable,
        First = [.. target.First.Select(request => new RequestForecastResource(request.Recorded.Id.ToString(), request.Due, request.Length, Convert.ToBase64String(request.Sent.Span)))],
    };
}

/// <summary>How many requests have a method.</summary>
/// <param name="Method">As it is sent: methods are case-sensitive. Empty for what is no HTTP, which a binary output sends as well.</param>
/// <param name="Requests">How many.</param>
internal sealed record MethodCount(string Method, long Requests);

/// <summary>A request as it would be sent.</summary>
/// <param name="Id">Its id in the recording.</param>
/// <param name="Due">When, counted from the start of the replay.</param>
/// <param name="Length">How many bytes in all.</param>
/// <param name="Sent">The bytes, in Base64; of more than 64 KiB the first.</param>
internal sealed record RequestForecastResource(string Id, TimeSpan Due, long Length, string Sent);
