using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace TapeDeck.Server.Tests;

/// <summary>Requests under the condition that something is as it was, or under none.</summary>
internal static class ConditionalRequests
{
    /// <summary>Changes or deletes whatever there is.</summary>
    public static Task<HttpResponseMessage> ForceAsync(this HttpClient program, HttpMethod method, string path, object? body = null) =>
        program.SendIfAsync(method, path, EntityTagHeaderValue.Any, body);

    /// <summary>Changes or deletes what has this tag; without one, unconditionally.</summary>
    public static async Task<HttpResponseMessage> SendIfAsync(this HttpClient program, HttpMethod method, string path, EntityTagHeaderValue? tag, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.IfMatch.ParseAdd(tag?.ToString());
        return await program.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>The tag that a GET answers with.</summary>
    public static async Task<EntityTagHeaderValue> TagAsync(this HttpClient program, string path)
    {
        using var answer = await program.GetAsync(path, TestContext.Current.CancellationToken);
        return answer.EnsureSuccessStatusCode().Headers.ETag!;
    }
}
