using TapeDeck.Engine;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Http;

namespace TapeDeck.Client.Ports;

/// <summary>Where the counts of a forecast come from.</summary>
public enum ForecastBasis
{
    /// <summary>The messages were read and put through everything but rate limits and a middleware.</summary>
    Messages,

    /// <summary>From the index: requests that cannot be sent as they are incomplete are still among them.</summary>
    Index,

    /// <summary>What is sent is only known once it comes, at least in part; what could be read before is counted.</summary>
    Unknown,
}

/// <summary>What a replay would send, as far as it was found out.</summary>
public sealed record ReplayForecast
{
    /// <summary>How much of the recordings was read, 0–1.</summary>
    public required double Fraction { get; init; }

    /// <summary>Whether all counts are final.</summary>
    public required bool IsComplete { get; init; }

    public required ForecastBasis Basis { get; init; }

    /// <summary>Requests of the recordings, within range and limits; those of one pass, if they are sent again and again.</summary>
    public required long Requests { get; init; }

    /// <summary>Those of them that the rules take out.</summary>
    public required long Filtered { get; init; }

    /// <summary>Whether the recording is sent again and again.</summary>
    public required bool Repeats { get; init; }

    /// <summary>How long one pass takes; null when that is up to the answers, or not known.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The most requests that may change things in one pass, all targets together, however far the reading is; null when nobody can say.</summary>
    public long? MostMutating { get; init; }

    /// <summary>One for each output that sends requests, in the plan's order.</summary>
    public required IReadOnlyList<TargetForecast> Targets { get; init; }

    /// <summary>Why more or fewer may be sent than is counted; empty when nothing is estimated.</summary>
    public required IReadOnlyList<string> Estimates { get; init; }

    /// <summary>Requests that would be sent in one pass, to all targets together.</summary>
    public long Sent => Targets.Sum(target => target.Sent);

    /// <summary>Those of them that may change things.</summary>
    public long Mutating => Targets.Sum(target => target.Mutating);
}

/// <summary>What one output would send.</summary>
public sealed record TargetForecast
{
    /// <summary>The output's position in the plan.</summary>
    public required int Output { get; init; }

    /// <summary>Host, and port if it is not the usual one.</summary>
    public required string Server { get; init; }

    /// <summary>The addresses that the name resolves to now; empty when only a proxy knows it.</summary>
    public required IReadOnlyList<string> Addresses { get; init; }

    /// <summary>Host and port of the proxy it is reached through; null for none.</summary>
    public string? Proxy { get; init; }

    /// <summary>Requests by the method they would be sent with; what is no HTTP, which a binary output sends as well, under an empty one.</summary>
    public required IReadOnlyDictionary<string, long> Methods { get; init; }

    /// <summary>Requests that cannot be sent, by why.</summary>
    public required IReadOnlyDictionary<LedgerReason, long> Unsendable { get; init; }

    /// <summary>The first requests, in the order in which they are due.</summary>
    public required IReadOnlyList<RequestForecast> First { get; init; }

    public long Sent => Methods.Values.Sum();

    public long Mutating => Methods.Where(method => RequestMethods.MayChange(method.Key)).Sum(method => method.Value);
}

/// <summary>A request as it would be sent.</summary>
/// <param name="Recorded">As it is in the recording.</param>
/// <param name="Sent">The bytes that would go out; of a long request the beginning.</param>
/// <param name="Length">How many bytes would go out in all.</param>
/// <param name="Due">When, counted from the start of the replay; 0 at no pace.</param>
public sealed record RequestForecast(Record Recorded, ReadOnlyMemory<byte> Sent, long Length, TimeSpan Due);
