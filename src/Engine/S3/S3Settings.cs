namespace TapeDeck.Engine.S3;

/// <summary>Where S3 is. Who we are there, the client finds out by itself: environment, profile, machine (spec §3.5).</summary>
/// <param name="Endpoint">Address of a server that speaks S3; null for Amazon's.</param>
/// <param name="Region">The region.</param>
internal sealed record S3Settings(string? Endpoint, string Region)
{
    private const string DefaultRegion = "us-east-1";

    /// <summary>What <c>AWS_ENDPOINT_URL_S3</c>, <c>AWS_ENDPOINT_URL</c>, <c>AWS_REGION</c> and <c>AWS_DEFAULT_REGION</c> say.</summary>
    public static S3Settings FromEnvironment() =>
        new(First("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"), First("AWS_REGION", "AWS_DEFAULT_REGION") ?? DefaultRegion);

    private static string? First(params string[] names) => names.Select(Environment.GetEnvironmentVariable).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value));
}
