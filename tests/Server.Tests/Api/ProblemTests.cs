using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace TapeDeck.Server.Tests.Api;

public sealed partial class ProblemTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", "/api/v1/nothing", null, 404, "nothing at this address")]
    [InlineData("GET", "/api/v1/tokens?limi=3", null, 400, "limi")]
    [InlineData("GET", "/api/v1/recordings/x/exchanges?from=1", null, 400, "'from' is not known here; known are count, cursor, fields, limit, q, sort, start.")]
    [InlineData("GET", "/api/v1/recordings/x/exchanges?id=1", null, 400, "'id' is not known here")]
    [InlineData("GET", "/api/v1/recordings/x/exchanges?start=abc", null, 400, "'abc' is no value for start.")]
    [InlineData("GET", "/api/v1/recordings/x/exchanges/abc", null, 400, "'abc' is no value for number.")]
    [InlineData("POST", "/api/v1/recordings", "application/octet-stream:x", 400, "The parameter name is missing.")]
    [InlineData("POST", "/api/v1/recordings?name=x", "text/plain:x", 415, "application/octet-stream")]
    [InlineData("PUT", "/api/v1/tokens", null, 405, "possible: GET")]
    [InlineData("GET", "/api/v1/captures/x:start", null, 405, "possible: POST.")]
    [InlineData("PUT", "/api/v1/captures/x:start", null, 405, "possible: POST.")]
    [InlineData("PATCH", "/api/v1/recordings/x:index", "text/plain:hello", 405, "possible: POST.")]
    [InlineData("DELETE", "/api/v1/deleted-recordings/x:restore", null, 405, "possible: POST.")]
    [InlineData("GET", "/api/v1/rulesets:preview", null, 405, "possible: POST.")]
    [InlineData("PUT", "/api/v1/replays:validate", "application/json:{}", 405, "possible: POST.")]
    [InlineData("GET", "/api/v1/captures/x:nope", null, 404, "no such capture")]
    [InlineData("DELETE", "/api/v1/tokens/none", null, 404, "no such token")]
    [InlineData("POST", "/api/v1/tokens", "text/plain:hello", 415, "'text/plain; charset=utf-8'")]
    [InlineData("POST", "/api/v1/tokens", "application/json:{\"name\":", 400, "")]
    [InlineData("POST", "/api/v1/tokens", "application/json:", 400, "A request body is needed.")]
    [InlineData("POST", "/api/v1/tokens", "application/json:[]", 400, "This must be an object.")]
    [InlineData("POST", "/api/v1/tokens", "application/json:{}", 400, "Missing here: name.")]
    [InlineData("POST", "/api/v1/tokens", "application/json:{\"name\":5}", 400, "This must be a text.", "/name")]
    [InlineData("POST", "/api/v1/tokens", "application/json:{\"name\":null}", 400, "This must not be null.", "/name")]
    [InlineData("POST", "/api/v1/tokens", "application/json:{\"name\":\"a\",\"name\":\"b\"}", 400, "'name' stands here twice.")]
    [InlineData("POST", "/api/v1/tokens", "application/json:{\"name\":\"n\",\"lifetime\":\"x\"}", 400, "A duration is", "/lifetime")]
    [InlineData("POST", "/api/v1/tokens", "application/json:{\"name\":\"n\",\"lifetime\":7}", 400, "This must be a duration", "/lifetime")]
    [InlineData("POST", "/api/v1/tokens", "application/json:{\"name\":\"n\",\"colour\":1}", 400, "'colour' is not known here; known are name, lifetime.", "/colour")]
    [InlineData("POST", "/api/v1/tokens", "application/json:{\"name\":\" \"}", 422, "1 to 100 characters", "/name")]
    public async Task BadRequest_IsAnsweredAsProblem(string method, string path, string? body, int status, string detail, string? place = null)
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

        Assert.Contains(detail, problem.GetProperty("detail").GetString()!, StringComparison.Ordinal);
        Assert.True(place is null || problem.GetProperty("errors")[0].GetProperty("pointer").GetString() == place, content);
        Assert.All(new[] { "   at ", "TapeDeck.", "System.", "Nullable" }, text => Assert.DoesNotContain(text, content, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ActionOfAList_ByAnotherMethod_IsNotPossibleAndSaysWhatIs()
    {
        await using var server = await ServerFixture.StartAsync();
        using var program = await server.ProgramAsync();
        var paths = server.Application.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(endpoint => endpoint.RoutePattern.RawText!).Where(pattern => ActionOfAList().IsMatch(pattern)).Distinct().ToList();
        Assert.Contains("/api/v1/rulesets:preview", paths);
        foreach (var (path, method) in from path in paths from method in new[] { "GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS" } select (path, method))
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            using var answer = await program.SendAsync(request, Token);
            Assert.Equal((HttpStatusCode.MethodNotAllowed, "POST", "application/problem+json"), (answer.StatusCode, answer.Content.Headers.Allow.Single(), answer.Content.Headers.ContentType?.MediaType));
        }
    }

    [Theory]
    [InlineData("/api/v1/recordings/x/exchanges?from=1", "from")]
    [InlineData("/api/v1/recordings/x/exchanges?start=abc", "start")]
    [InlineData("/api/v1/recordings/x/exchanges/abc", "number")]
    [InlineData("/api/v1/recordings/x/exchanges?limit=0", "limit")]
    [InlineData("/api/v1/recordings/x/exchanges?q=status:", "q")]
    public async Task BadParameter_IsNamedForPrograms(string path, string parameter)
    {
        await using var server = await ServerFixture.StartAsync();
        using var program = await server.ProgramAsync();
        using var answer = await program.GetAsync(new Uri(path, UriKind.Relative), Token);
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token)).RootElement;
        Assert.Equal(parameter, problem.GetProperty("errors")[0].GetProperty("parameter").GetString());
    }

    [Fact]
    public async Task Body_LargerThanAllowed_IsRefusedWithTheLimit()
    {
        await using var server = await ServerFixture.StartAsync(builder => builder.Configuration["TapeDeck:MaxUploadBytes"] = "1000");
        using var program = await server.ProgramAsync();
        using var content = new ByteArrayContent(new byte[1001]) { Headers = { ContentType = new("application/octet-stream") } };
        using var answer = await program.PostAsync("/api/v1/recordings?name=large", content, Token);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("1000 bytes", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(server.Folder.File("recordings")));
    }

    [GeneratedRegex("^/api/v1/[a-z-]+:[a-z-]+$")]
    private static partial Regex ActionOfAList();
}
