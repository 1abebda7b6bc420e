using TapeDeck.Engine.Plans;

namespace TapeDeck.Server.Runs;

/// <summary>Why a replay may send more or fewer requests than can be counted before, in sentences.</summary>
internal static class ForecastEstimates
{
    public static IEnumerable<string> Of(Plan plan) =>
    [
        .. plan.Inputs.Where(input => !IsReadable(input)).Select(input => input is KafkaInputPlan
            ? "What comes from Kafka is not known before: it is not counted."
            : "Files on S3 are not read before the start: what is in them is not counted."),
        .. plan.Inputs.Select(input => input.Limit).OfType<RateLimitPlan>().Select(limit => $"An input lets {Words(limit)} through; the counts are of all."),
        .. plan.Outputs.Where(output => output is HttpOutputPlan or BinaryOutputPlan).Select(output => output.Limit).OfType<RateLimitPlan>().Select(limit => $"An output takes {Words(limit)}; the counts are of all."),
        .. plan.Middleware is null ? Array.Empty<string>() : ["The middleware may drop, add and change requests; it is not run before the start."],
        .. plan.Limits.StopAfter is { } time && plan.Inputs.OfType<FileInputPlan>().Any(input => input.Speed is { IsMax: true })
            ? [$"It stops after {DurationText.Format(time)}, however many requests were sent by then."] : Array.Empty<string>(),
        .. plan.Outputs.OfType<HttpOutputPlan>().Any(output => output.Redirects > 0)
            ? ["Redirects are followed, and may lead to other servers."] : Array.Empty<string>(),
    ];

    /// <summary>Whether what an input brings can be looked at before.</summary>
    public static bool IsReadable(InputPlan input) =>
        input is FileInputPlan file && !file.Files.Any(path => path.StartsWith("s3://", StringComparison.OrdinalIgnoreCase));

    private static string Words(RateLimitPlan limit) => limit.Percent is { } share
        ? FormattableString.Invariant($"{share:0.##} % of the requests, chosen at random,")
        : FormattableString.Invariant($"at most {limit.PerSecond} requests a second");
}
