using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Runs;

/// <summary>The live figures of a run at one moment.</summary>
public sealed record RunProgress
{
    /// <summary>Requests that came from the inputs.</summary>
    public long Requests { get; init; }

    /// <summary>Original responses that came from the inputs.</summary>
    public long Responses { get; init; }

    /// <summary>Payload bytes that came from the inputs.</summary>
    public long Bytes { get; init; }

    /// <summary>Requests per second over the last second.</summary>
    public double RequestsPerSecond { get; init; }

    /// <summary>How far the input is, 0–1; null when its end is not known.</summary>
    public double? Fraction { get; init; }

    /// <summary>How long the run has been going on, without pauses before the start.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>The pace of the file inputs now; null without any.</summary>
    public ReplaySpeed? Speed { get; init; }

    /// <summary>Figures of the first output that sends requests; null when the run has none. Those of all are in <see cref="Outputs"/>.</summary>
    public ReplayProgress? Replay { get; init; }

    /// <summary>Every output, those of the plan first, in its order.</summary>
    public IReadOnlyList<OutputProgress> Outputs { get; init; } = [];
}

/// <summary>The live figures of sending requests. Latencies count from due time, service times from the send; milliseconds.</summary>
public sealed record ReplayProgress
{
    /// <summary>Requests handed to the target so far, in flight included.</summary>
    public long Sent { get; init; }

    /// <summary>Requests with a complete response.</summary>
    public long Succeeded { get; init; }

    /// <summary>Requests that ended without one.</summary>
    public long Failed { get; init; }

    /// <summary>Requests sent and not yet answered.</summary>
    public long InFlight { get; init; }

    /// <summary>Requests waiting for a connection.</summary>
    public long Waiting { get; init; }

    /// <summary>Responses completed in the last second.</summary>
    public double CompletedPerSecond { get; init; }

    /// <summary>Responses by status class, index 1 for 1xx to 5 for 5xx.</summary>
    public IReadOnlyList<long> ByStatusClass { get; init; } = new long[6];

    /// <summary>Responses by exact status code.</summary>
    public IReadOnlyDictionary<int, long> ByStatus { get; init; } = new Dictionary<int, long>();

    /// <summary>Requests that ended without a response, by reason.</summary>
    public IReadOnlyDictionary<LedgerReason, long> ByFailure { get; init; } = new Dictionary<LedgerReason, long>();

    /// <summary>From due time to last byte.</summary>
    public Percentiles Latency { get; init; } = new();

    /// <summary>From the send to the last byte.</summary>
    public Percentiles ServiceTime { get; init; } = new();

    /// <summary>From due time to the send.</summary>
    public Percentiles Lateness { get; init; } = new();

    /// <summary>More than 1 % of the sends were over 10 ms late: the generator, not the target, limited the run.</summary>
    public bool GeneratorLimited { get; init; }
}

/// <summary>A distribution in milliseconds; all 0 when nothing was measured.</summary>
public sealed record Percentiles(double P50 = 0, double P95 = 0, double P99 = 0, double P999 = 0, double Max = 0);
