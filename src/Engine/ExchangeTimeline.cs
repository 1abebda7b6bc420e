namespace TapeDeck.Engine;

/// <summary>A stretch of time in equal spans, with the exchanges that began in each.</summary>
/// <param name="Start">Where the first span begins, nanoseconds since the Unix epoch; a multiple of <paramref name="Step"/>.</param>
/// <param name="Step">Length of a span, nanoseconds.</param>
/// <param name="Spans">In order of time, without holes; empty when there is no exchange.</param>
public sealed record ExchangeTimeline(long Start, long Step, IReadOnlyList<ExchangeSpan> Spans)
{
    /// <summary>A timeline of nothing.</summary>
    public static ExchangeTimeline Empty { get; } = new(0, 1, []);
}

/// <summary>The exchanges of one span.</summary>
/// <param name="ByStatusClass">Index 0 for no response, 1 for 1xx to 5 for 5xx and beyond.</param>
public sealed record ExchangeSpan(IReadOnlyList<long> ByStatusClass)
{
    /// <summary>Exchanges of all classes.</summary>
    public long Total => ByStatusClass.Sum();

    /// <summary>Responses that say that something is wrong: 4xx and 5xx.</summary>
    public long Errors => ByStatusClass[4] + ByStatusClass[5];
}
