namespace TapeDeck.Engine.Plans;

/// <summary>Sends requests to a server (spec §5). <c>--output-http</c>.</summary>
public sealed record HttpOutputPlan : OutputPlan
{
    /// <summary>Target, scheme optional; a path becomes a prefix, user info becomes Basic authorisation.</summary>
    public string Url { get; init; } = "";

    /// <summary>Most connections open at once, and so most requests in flight.</summary>
    public int Connections { get; init; } = 64;

    /// <summary>
    /// Connections that are opened with the first request and not closed for being idle, 0–<see cref="Connections"/>; none with
    /// <see cref="Plan.KeepSessions"/>. <c>--output-http-workers-min</c>.
    /// </summary>
    public int MinConnections { get; init; }

    /// <summary>How long a connection above <see cref="MinConnections"/> may be idle before it is closed. <c>--output-http-worker-timeout</c>.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Redirects that are followed, 0–50; then the redirect itself is the response. Redirects to the recorded host are not followed when
    /// <see cref="OriginalHost"/> is kept. <c>--output-http-redirects</c>.
    /// </summary>
    public int Redirects { get; init; }

    /// <summary>Whether responses go to the other outputs as records of their own. <c>--output-http-track-response</c>.</summary>
    public bool TrackResponses { get; init; }

    /// <summary>Elasticsearch that gets a document for each exchange; null for none. <c>--output-http-elasticsearch</c>.</summary>
    public ElasticsearchPlan? Elasticsearch { get; init; }

    /// <summary>Limit of a whole exchange: connect, send, receive.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether to send the recorded Host instead of the target's.</summary>
    public bool OriginalHost { get; init; }

    /// <summary>Whether to accept any TLS certificate; also from <see cref="Elasticsearch"/>.</summary>
    public bool SkipVerify { get; init; }

    /// <summary>Bytes of a response that are kept for the results; the rest is read and counted.</summary>
    public int ResponseLimitBytes { get; init; } = 100 << 10;
}
