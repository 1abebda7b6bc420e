namespace TapeDeck.Engine;

/// <summary>The course of a replay in equal spans of time.</summary>
/// <param name="Step">Length of a span, nanoseconds.</param>
/// <param name="Spans">In order of time from the first answer on, without holes.</param>
public sealed record ReplayTimeline(long Step, IReadOnlyList<ReplaySpan> Spans)
{
    /// <summary>A timeline of nothing.</summary>
    public static ReplayTimeline Empty { get; } = new(1, []);
}

/// <summary>The requests of a replay that ended in one span.</summary>
/// <param name="Responses">Requests with a complete response.</param>
/// <param name="P50">Half of the latencies were below, milliseconds; 0 without a response.</param>
/// <param name="P95">95 % of the latencies were below, milliseconds; 0 without a response.</param>
public sealed record ReplaySpan(long Responses, double P50, double P95);
