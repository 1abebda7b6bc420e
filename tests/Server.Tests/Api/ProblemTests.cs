using System.Net;
using System.Text;
using System.Text.Json;

namespace TapeDeck.Server.Tests.Api;

public sealed class ProblemTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", "/api/v1/nothing", null, 404, null)]
    [InlineData("GET", "/api/v1/tokens?limi=3", null, 400, "limi")]
    [InlineData("PUT", "/api/v1/tokens", null, 405, null)]
    [InlineData("DELETE", "/api/v1/tokens/none", null, 404, null)]
    [InlineData("POST", "/api/v1/tokens", "text/plain:hello", 415, null)]
    [InlineData("POST", "/api/v1/tokens", "application/json:{\"name\":", 400, null)]
    [InlineData("POST", "/api/v1/tokens", "application/json:", 400, null)]
    [InlineData("POST", "/api/v1/tokens", "application/json:{\"name\":\"n\",\"lifetime\":\"x\"}", 400, "/lifetime")]
    [InlineData("POST", "/api/v1/tokens", "application/json:{\"name\":\"n\",\"colour\":1}", 400, "/colour")]
    [InlineData("POST", "/api/v1/tokens", "application/json:{\"name\":\" \"}", 422, "/name")]
    public async Task BadRequest_IsAnsweredAsProblem(string method, string path, string? body, int status, string? named)
    {
        await using var server = await ServerFixture.StartAsync();
        using var program = await server.ProgramAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add("Accept", "text/html");
        if (body?.Split(':', 2) is [var type, var text])
        {
            request.Content = new StringContent(text, Encoding.UTF8, type);
        }

        using var answer = await program.SendAsync(request, Token);
        var content = await answer.Content.ReadAsStringAsync(Token);
        Assert.Equal((HttpStatusCode)status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(content).RootElement;
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        foreach (var member in new[] { "type", "title", "instance", "traceId" })
        {
            Assert.NotEmpty(problem.GetProperty(member).GetString()!);
        }

        Assert.Contains(named ?? "", content, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", content, StringComparison.Ordinal);
    }
}
