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
