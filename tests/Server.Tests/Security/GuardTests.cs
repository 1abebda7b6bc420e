using System.Net;
using System.Net.Http.Json;

namespace TapeDeck.Server.Tests.Security;

public sealed class GuardTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("127.0.0.1.evil.example:80", HttpStatusCode.MisdirectedRequest)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("[::1]:5080", HttpStatusCode.OK)]
    public async Task Host_OnlyOwnNames_AreAnswered(string host, HttpStatusCode expected)
    {
        await using var server = await ServerFixture.StartAsync();
        foreach (var path in new[] { "/healthz/live", "/login", "/login.css" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = host } };
            using var answer = await server.Anonymous().SendAsync(request, Token);
            Assert.Equal(expected, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("http://evil.example", null, HttpStatusCode.Forbidden)]
    [InlineData("http://127.0.0.1:1", null, HttpStatusCode.Forbidden)]
    [InlineData("null", null, HttpStatusCode.Forbidden)]
    [InlineData("http://evil.example", "1", HttpStatusCode.Forbidden)]
    [InlineData("own", null, HttpStatusCode.Created)]
    [InlineData(null, "1", HttpStatusCode.Created)]
    [InlineData(null, null, HttpStatusCode.Forbidden)]
    public async Task UnsafeRequest_WithCookie_MustComeFromHere(string? origin, string? header, HttpStatusCode expected)
    {
        await using var server = await ServerFixture.StartAsync();
        using var browser = await server.SignInAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/tokens") { Content = JsonContent.Create(new { name = "n" }) };
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin == "own" ? server.Address.GetLeftPart(UriPartial.Authority) : origin);
        }

        if (header is not null)
        {
            request.Headers.Add("X-TapeDeck", header);
        }

        using var answer = await browser.SendAsync(request, Token);
        Assert.Equal(expected, answer.StatusCode);
    }

    [Theory]
    [InlineData("/_blazor")]
    [InlineData("/hubs/live")]
    public async Task WebSocket_FromForeignOrigin_IsRefused(string path)
    {
        await using var server = await ServerFixture.StartAsync();
        using var browser = await server.SignInAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Connection", "Upgrade");
        request.Headers.Add("Upgrade", "websocket");
        request.Headers.Add("Sec-WebSocket-Version", "13");
        request.Headers.Add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        request.Headers.Add("Origin", "http://evil.example");
        using var answer = await browser.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData("/login")]
    [InlineData("/api/v1/nothing")]
    [InlineData("/healthz/live")]
    public async Task EveryAnswer_TellsTheBrowserToBeCareful(string path)
    {
        await using var server = await ServerFixture.StartAsync();
        using var answer = await server.Anonymous().GetAsync(path, Token);
        Assert.Contains("frame-ancestors 'none'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
    }
}
