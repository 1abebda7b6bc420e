namespace TapeDeck.Server.Api.Samples;

/// <summary>What came back of a replay.</summary>
internal static class ResultSamples
{
    private static readonly ReplayResultResource s_answered = new()
    {
        Number = "0",
        Id = SampleValues.Exchange,
        Method = "POST",
        Target = "/api/orders?dry=1",
        Status = 201,
        RecordedStatus = 201,
        Latency = TimeSpan.FromMilliseconds(14.1),
        ServiceTime = TimeSpan.FromMilliseconds(14),
        Lateness = TimeSpan.FromMilliseconds(0.1),
        ResponseBytes = 196,
        SentAt = SampleValues.Instant(120),
    };

    public static void AddTo(SampleSet set) => set.Add(s_answered);
}
