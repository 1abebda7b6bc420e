using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Forms.Kinds;

/// <summary>Requests to a server.</summary>
internal static class HttpOutputKind
{
    public static PartKind Kind { get; } = new FieldsOf<HttpOutputPlan>()
        .Text("url", "Target", it => it.Url, (it, text) => it with { Url = text }, new() { IsMono = true, Placeholder = "http://staging.example:8080", Hint = "Server that gets the requests; a path becomes a prefix.", Missing = "Name the server to send to, such as http://staging.example:8080." })
        .Number("connections", "Connections", it => it.Connections, (it, number) => it with { Connections = (int)number }, 1, 10_000, new() { Hint = "Most requests in flight.", IsAdvanced = true })
        .Number("minConnections", "Connections kept", it => it.MinConnections, (it, number) => it with { MinConnections = (int)number }, 0, 10_000, new() { Hint = "Opened at once, never closed for being idle.", IsAdvanced = true })
        .Duration("timeout", "Timeout", it => it.Timeout, (it, time) => it with { Timeout = time }, new() { Hint = "Of a whole exchange.", IsAdvanced = true })
        .Duration("idleTimeout", "Idle timeout", it => it.IdleTimeout, (it, time) => it with { IdleTimeout = time }, new() { Hint = "After which other connections are closed.", IsAdvanced = true })
        .Number("redirects", "Redirects followed", it => it.Redirects, (it, number) => it with { Redirects = (int)number }, 0, 50, new() { IsAdvanced = true })
        .Bytes("responseLimitBytes", "Kept of a response", it => it.ResponseLimitBytes, (it, size) => it with { ResponseLimitBytes = (int)size }, 0, int.MaxValue, new() { IsAdvanced = true })
        .Optional("elasticsearch", "Elasticsearch", it => it.Elasticsearch?.Url, (it, text) => it with { Elasticsearch = text is null ? null : new ElasticsearchPlan { Url = text } }, new() { IsMono = true, Placeholder = "http://search:9200/gor", Hint = "Gets a document for each exchange.", IsAdvanced = true })
        .Check("originalHost", "Send the recorded Host header", it => it.OriginalHost, (it, on) => it with { OriginalHost = on }, new() { Hint = "Instead of the target's name.", IsAdvanced = true })
        .Check("trackResponses", "Pass responses on", it => it.TrackResponses, (it, on) => it with { TrackResponses = on }, new() { Hint = "To the other outputs, as records of their own.", IsAdvanced = true })
        .Check("skipVerify", "Accept any TLS certificate", it => it.SkipVerify, (it, on) => it with { SkipVerify = on }, new() { Hint = "For test servers with self-signed certificates.", IsAdvanced = true })
        .As("http", "HTTP server", "Sends the requests and keeps the outcome", () => new HttpOutputPlan(), it => $"Sends the requests to {it.Url}")
        .With(CommonFields.Output);
}
