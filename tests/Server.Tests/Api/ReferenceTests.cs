using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace TapeDeck.Server.Tests.Api;

public sealed partial class ReferenceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OpenApi_EveryOperation_HasIdSummaryTagAndErrors()
    {
        await using var server = await ServerFixture.StartAsync();
        using var program = await server.ProgramAsync();
        var document = JsonDocument.Parse(await program.GetStringAsync("/openapi/v1.json", Token)).RootElement;
        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString()!, StringComparison.Ordinal);
        var operations = document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()
            .Where(member => member.Name is "get" or "post" or "put" or "patch" or "delete").Select(member => (Path: $"{member.Name} {path.Name}", member.Value))).ToArray();
        Assert.True(operations.Length > 25);
        foreach (var (path, operation) in operations)
        {
            Assert.StartsWith("/api/v1/", path.Split(' ')[1], StringComparison.Ordinal);
            Assert.True(operation.TryGetProperty("operationId", out _), $"{path} has no id.");
            Assert.True(operation.TryGetProperty("summary", out _), $"{path} has no summary.");
            Assert.True(operation.TryGetProperty("tags", out _), $"{path} has no tag.");
            Assert.True(operation.GetProperty("responses").TryGetProperty("401", out _), $"{path} names no errors.");
            Assert.True(operation.GetProperty("responses").EnumerateObject().Any(answer => answer.Name.StartsWith('2')), $"{path} names no success.");
            if (operation.TryGetProperty("requestBody", out var body) && body.GetProperty("content").TryGetProperty("application/json", out var json))
            {
                Assert.True(json.TryGetProperty("example", out _), $"{path} has no example.");
            }
        }

        Assert.Equal(operations.Length, operations.Select(operation => operation.Value.GetProperty("operationId").GetString()).Distinct().Count());
    }

    [Fact]
    public async Task OpenApi_HeadOfGet_GoesWithoutSaying()
    {
        await using var server = await ServerFixture.StartAsync();
        using var program = await server.ProgramAsync();
        var paths = JsonDocument.Parse(await program.GetStringAsync("/openapi/v1.json", Token)).RootElement.GetProperty("paths");
        Assert.Equal(["/api/v1/uploads/{id}"], paths.EnumerateObject().Where(path => path.Value.TryGetProperty("head", out _)).Select(path => path.Name));
    }

    [Fact]
    public async Task OpenApi_WhatHasATag_IsChangedUnderAConditionAndReadUnderOne()
    {
        await using var server = await ServerFixture.StartAsync();
        using var program = await server.ProgramAsync();
        var paths = JsonDocument.Parse(await program.GetStringAsync("/openapi/v1.json", Token)).RootElement.GetProperty("paths");
        foreach (var (path, changes) in new[] { ("/recordings/{id}", "patch delete"), ("/rulesets/{id}", "put delete"), ("/captures/{id}", "delete"), ("/replays/{id}", "patch delete") })
        {
            var operations = paths.GetProperty($"/api/v1{path}");
            Assert.All(changes.Split(' '), verb => Assert.Contains("If-Match", Parameters(operations.GetProperty(verb))));
            Assert.All(changes.Split(' '), verb => Assert.All(new[] { "412", "428" }, status => Assert.True(operations.GetProperty(verb).GetProperty("responses").TryGetProperty(status, out _))));
            Assert.Contains("If-None-Match", Parameters(operations.GetProperty("get")));
            Assert.True(operations.GetProperty("get").GetProperty("responses").TryGetProperty("304", out _));
            Assert.True(operations.GetProperty("get").GetProperty("responses").GetProperty("200").GetProperty("headers").TryGetProperty("ETag", out _));
        }
    }

    /// <summary>What is wrong with a request in the ways that every operation can meet is described, and so is all that the answer says of it.</summary>
    [Fact]
    public async Task OpenApi_EveryOperationAskedWrongly_AnswersAsDescribed()
    {
        await using var server = await ServerFixture.StartAsync();
        using var program = await server.ProgramAsync();
        var document = JsonDocument.Parse(await program.GetStringAsync("/openapi/v1.json", Token)).RootElement;
        var problem = document.GetProperty("components").GetProperty("schemas").GetProperty("ProblemDetails");
        Assert.False(problem.TryGetProperty("additionalProperties", out _));
        var members = problem.GetProperty("properties").EnumerateObject().Select(member => member.Name).ToHashSet(StringComparer.Ordinal);
        var asked = 0;
        foreach (var (method, path, operation) in Operations(document))
        {
            var described = operation.GetProperty("responses").EnumerateObject().Select(answer => answer.Name).ToHashSet(StringComparer.Ordinal);
            foreach (var request in WrongRequests(method, path, operation))
            {
                using var answer = await program.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
                Assert.True(described.Contains($"{(int)answer.StatusCode}"), $"{request.Method} {request.RequestUri}: {(int)answer.StatusCode} is not described.");
                Assert.InRange((int)answer.StatusCode, 400, 499);
                var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token)).RootElement;
                Assert.All(body.EnumerateObject(), member => Assert.Contains(member.Name, members));
                asked++;
                request.Dispose();
            }
        }

        Assert.True(asked > 100);
    }

    private static IEnumerable<(string Method, string Path, JsonElement Operation)> Operations(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from member in path.Value.EnumerateObject()
        where member.Name is "get" or "post" or "put" or "patch" or "delete" && !path.Name.Contains("/uploads", StringComparison.Ordinal) // tus has rules of its own
        select (member.Name, path.Name, member.Value);

    private static IEnumerable<HttpRequestMessage> WrongRequests(string method, string path, JsonElement operation)
    {
        var verb = new HttpMethod(method.ToUpperInvariant());
        var address = path.Replace("{number}", "0", StringComparison.Ordinal).Replace("{id}", new string('0', 32), StringComparison.Ordinal).Replace("{name}", "method", StringComparison.Ordinal);
        var hasJson = operation.TryGetProperty("requestBody", out var body) && body.GetProperty("content").TryGetProperty("application/json", out _);
        yield return new HttpRequestMessage(verb, $"{address}?nope=1") { Content = hasJson ? new StringContent("{}", null, "application/json") : null };
        if (path.Contains("{id}", StringComparison.Ordinal) && !hasJson && !path.EndsWith("/content", StringComparison.Ordinal))
        {
            yield return new HttpRequestMessage(verb, address);
        }

        foreach (var (text, type) in hasJson ? new[] { ("{", "application/json"), ("{}", "text/plain"), ("[]", "application/json"), ("null", "application/json"), ("{\"nope\":1}", "application/json") } : [])
        {
            yield return new HttpRequestMessage(verb, address) { Content = new StringContent(text, null, type) };
        }
    }

    private static IEnumerable<string?> Parameters(JsonElement operation) => operation.GetProperty("parameters").EnumerateArray().Select(parameter => parameter.GetProperty("name").GetString());

    [Fact]
    public async Task Reference_NamesNoForeignAddress()
    {
        await using var server = await ServerFixture.StartAsync();
        using var browser = await server.SignInAsync();
        using var answer = await browser.GetAsync("/scalar/", Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var page = await answer.Content.ReadAsStringAsync(Token);
        Assert.DoesNotMatch(ForeignAsset(), page);
        var nonce = Nonce().Match(answer.Headers.GetValues("Content-Security-Policy").Single()).Groups[1].Value;
        Assert.Contains($"nonce=\"{nonce}\"", page, StringComparison.Ordinal);
    }

    [GeneratedRegex("(src|href)=\"(https?:)?//")]
    private static partial Regex ForeignAsset();

    [GeneratedRegex("'nonce-([^']+)'")]
    private static partial Regex Nonce();
}
