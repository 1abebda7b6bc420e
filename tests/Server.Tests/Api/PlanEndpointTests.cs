using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace TapeDeck.Server.Tests.Api;

/// <summary>Plans as command lines and back, over REST.</summary>
public sealed class PlanEndpointTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PlanFromCommandLine_PastedCommand_IsThePlanThatGoesBackToTheSameCommand()
    {
        await using var server = await ServerFixture.StartAsync();
        using var program = await server.ProgramAsync();
        const string Command = "tapedeck --input-raw lo:8000 --http-allow-url /api --output-http 'http://127.0.0.1:9|10%'";
        var read = await PostAsync(program, "from", new { text = $"sudo {Command} --cpuprofile x" });
        Assert.Contains("--cpuprofile: writes no profile", read.GetProperty("warnings")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal("capture", read.GetProperty("plan").GetProperty("inputs")[0].GetProperty("type").GetString());

        var written = await PostAsync(program, "to", new { plan = read.GetProperty("plan") });
        Assert.Equal(Command, written.GetProperty("text").GetString());
        Assert.Empty(written.GetProperty("missing").EnumerateArray());
    }

    [Fact]
    public async Task PlanFromCommandLine_WrongCommand_NamesEveryFault()
    {
        await using var server = await ServerFixture.StartAsync();
        using var program = await server.ProgramAsync();
        using var answer = await program.PostAsJsonAsync("/api/v1/plans:from-command-line", new { text = "gor --input-raw 80 --exit-after soon" }, Token);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var errors = (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("errors").EnumerateArray().ToArray();
        Assert.Equal(["/text", "/text"], errors.Select(error => error.GetProperty("pointer").GetString()));
        Assert.StartsWith("--input-raw: ", errors[0].GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("--exit-after: ", errors[1].GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PlanToCommandLine_WhatNoOptionSays_IsNamedByPointer()
    {
        await using var server = await ServerFixture.StartAsync();
        using var program = await server.ProgramAsync();
        var plan = new { inputs = new[] { new { type = "file", recording = "none" } }, limits = new { maxRecords = 5 } };
        var written = await PostAsync(program, "to", new { plan });
        Assert.Equal(
            ["/plan/inputs/0", "/plan/limits/maxRecords", "/plan/outputs"],
            written.GetProperty("missing").EnumerateArray().Select(fault => fault.GetProperty("pointer").GetString()));
    }

    [Fact]
    public async Task PlanToCommandLine_CaptureThatTheLibraryKeeps_IsKeptInAFile()
    {
        await using var server = await ServerFixture.StartAsync();
        using var program = await server.ProgramAsync();
        var written = await PostAsync(program, "to", new { plan = new { inputs = new[] { new { type = "kafka", cluster = new { brokers = new[] { "k" } }, topic = "t" } } } });
        Assert.Contains("--output-file capture.gor --output-file-append", written.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("/plan/outputs", written.GetProperty("missing").EnumerateArray().Select(fault => fault.GetProperty("pointer").GetString()));
    }

    [Fact]
    public async Task PlanToCommandLine_WithSecrets_HidesAndNamesThem()
    {
        await using var server = await ServerFixture.StartAsync();
        using var program = await server.ProgramAsync();
        var plan = new
        {
            inputs = new[] { new { type = "dummy" } },
            rules = new[] { new { kind = "set-header", name = "authorization", value = "Bearer hunter1" } },
            outputs = new object[]
            {
                new { type = "http", url = "http://joe:hunter2@127.0.0.1:9", elasticsearch = new { url = "sam:hunter@3@127.0.0.1/gor" } },
                new { type = "http", url = "http://joe@127.0.0.1:9/a:b@c" },
            },
        };
        var written = await PostAsync(program, "to", new { plan });
        var text = written.GetProperty("text").GetString()!;
        Assert.DoesNotContain("hunter", text, StringComparison.Ordinal);
        Assert.Contains("http://joe:***@127.0.0.1:9", text, StringComparison.Ordinal);
        Assert.Contains("http://joe@127.0.0.1:9/a:b@c", text, StringComparison.Ordinal);
        Assert.Equal(
            ["/plan/rules/0/value", "/plan/outputs/0/url", "/plan/outputs/0/elasticsearch/url"],
            written.GetProperty("missing").EnumerateArray().Select(fault => fault.GetProperty("pointer").GetString()).Take(3));
    }

    private static async Task<JsonElement> PostAsync(HttpClient program, string direction, object body)
    {
        using var answer = await program.PostAsJsonAsync($"/api/v1/plans:{direction}-command-line", body, Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
    }
}
