using TapeDeck.Engine.Accounting;

namespace TapeDeck.Engine.Pipeline;

/// <summary>What a rehearsal of a replay has found so far.</summary>
public sealed record RehearsalResult
{
    /// <summary>How much of the files was read, 0–1.</summary>
    public required double Fraction { get; init; }

    /// <summary>Requests taken from the files, within range and limits of the plan.</summary>
    public required long Requests { get; init; }

    /// <summary>Those of them that the rules take out.</summary>
    public required long Filtered { get; init; }

    /// <summary>From the first record to the last one read, at the pace of the plan; 0 at no pace.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>What each output would send that sends requests: HTTP and binary ones.</summary>
    public required IReadOnlyList<RehearsedTarget> Targets { get; init; }
}

/// <summary>What one output would send.</summary>
public sealed record RehearsedTarget
{
    /// <summary>The output's position in the plan.</summary>
    public required int Output { get; init; }

    /// <summary>Host and port, never a name or password.</summary>
    public required string Server { get; init; }

    /// <summary>Host and port of the proxy it is reached through; null for none.</summary>
    public string? Proxy { get; init; }

    /// <summary>Requests by the method they would be sent with; what is no HTTP, which a binary output sends as well, under an empty one.</summary>
    public required IReadOnlyDictionary<string, long> Methods { get; init; }

    /// <summary>Requests that cannot be sent, by why.</summary>
    public required IReadOnlyDictionary<LedgerReason, long> Unsendable { get; init; }

    /// <summary>The first requests, in the order in which they are due.</summary>
    public required IReadOnlyList<RehearsedRequest> First { get; init; }
}
