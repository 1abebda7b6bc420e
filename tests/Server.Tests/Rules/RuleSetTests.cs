using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Plans;
using TapeDeck.Server.Tests.Recordings;
using TapeDeck.TestKit;

namespace TapeDeck.Server.Tests.Rules;

public sealed class RuleSetTests
{
    private static readonly RulePlan s_rule = new(RuleKind.SetHeader, "X-Env", Value: "staging");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Save_NextVersion_KeepsTheOldOnesAndRefusesWhoWasOvertaken()
    {
        await using var server = await ServerFixture.StartAsync();
        var sets = server.Application.Services.GetRequiredService<IRuleSets>();
        var first = (await sets.CreateAsync(new RuleSetEdit(" Staging ", [s_rule]), Token)).Value!;
        Assert.Equal(("Staging", 1), (first.Name, first.Version));
        var second = (await sets.SaveAsync(first.Id, 1, new RuleSetEdit("Staging 2", [s_rule with { Enabled = false }]), Token)).Value!;
        Assert.Equal(2, second.Version);
        Assert.True((await sets.SaveAsync(first.Id, 1, new RuleSetEdit("Mine", []), Token)).IsStale);
        Assert.True((await sets.DeleteAsync(first.Id, 1, Token)).IsStale);

        Assert.Equal(["Staging 2", "Staging"], (await sets.VersionsAsync(first.Id, Token)).Select(version => version.Name));
        Assert.Equivalent(second, Assert.Single(await sets.ListAsync(Token)));
        Assert.Equal([s_rule with { Enabled = false }], (await sets.FindAsync(first.Id, Token))!.Rules);
        Assert.True((await sets.DeleteAsync(first.Id, 2, Token)).Value);
        Assert.Empty(await sets.VersionsAsync(first.Id, Token));
        Assert.False((await sets.DeleteAsync(first.Id, null, Token)).Value);
    }

    [Fact]
    public async Task Save_ManyAtOnce_LosesNone()
    {
        await using var server = await ServerFixture.StartAsync();
        var sets = server.Application.Services.GetRequiredService<IRuleSets>();
        var set = (await sets.CreateAsync(new RuleSetEdit("Shared", []), Token)).Value!;
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => sets.SaveAsync(set.Id, 1, new RuleSetEdit($"Writer {i}", []), Token)));
        var kept = Assert.Single(answers, answer => answer.Succeeded).Value!;
        Assert.Equal(kept.Name, (await sets.FindAsync(set.Id, Token))!.Name);
        Assert.Equal(2, (await sets.VersionsAsync(set.Id, Token)).Count);
    }

    [Fact]
    public async Task Create_WrongRules_IsRefusedWithEveryFault()
    {
        await using var server = await ServerFixture.StartAsync();
        var sets = server.Application.Services.GetRequiredService<IRuleSets>();
        var answer = await sets.CreateAsync(new RuleSetEdit(" ", [s_rule, new RulePlan(RuleKind.AllowUrl, Pattern: "(")]), Token);
        Assert.Equal(["/name", "/rules/1/pattern"], answer.Faults.Select(fault => fault.Path));
        Assert.Empty(await sets.ListAsync(Token));
    }

    [Fact]
    public async Task Api_CreateSavePreviewExport_Works()
    {
        await using var library = await LibraryFixture.StartAsync();
        var recording = await library.AddAsync(Records.Bytes(Records.Requests(5)));
        using var program = await library.ProgramAsync();
        using var created = await program.PostAsJsonAsync("/api/v1/rulesets", new { name = "Staging", rules = new[] { new { kind = "set-header", name = "X-Env", value = "staging" } } }, Token);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var set = await program.GetFromJsonAsync<JsonElement>(created.Headers.Location, Token);
        Assert.Equal("set-header", set.GetProperty("rules")[0].GetProperty("kind").GetString());

        using var previewed = await program.PostAsJsonAsync("/api/v1/rulesets:preview", new { rules = set.GetProperty("rules"), recording = recording.Id, samples = 2 }, Token);
        var preview = await previewed.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal((5, 5, 5, 2), (
            preview.GetProperty("requests").GetInt32(), preview.GetProperty("rewritten").GetInt32(), preview.GetProperty("hits")[0].GetInt32(), preview.GetProperty("samples").GetArrayLength()));
        Assert.Contains("X-Env: staging", Encoding.UTF8.GetString(preview.GetProperty("samples")[0].GetProperty("after").GetBytesFromBase64()), StringComparison.Ordinal);

        var options = await program.GetFromJsonAsync<JsonElement>($"/api/v1/rulesets/{set.GetProperty("id").GetString()}/gor", Token);
        Assert.Equal("--http-set-header 'X-Env: staging'", options.GetProperty("text").GetString());
        using var read = await program.PostAsJsonAsync("/api/v1/rulesets:from-gor", new { text = options.GetProperty("text").GetString() }, Token);
        Assert.Equal("X-Env", (await read.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("rules")[0].GetProperty("name").GetString());
    }

    /// <summary>Conditions that the index knows and such that only the messages have.</summary>
    [Theory]
    [InlineData("path:/1", 11)]
    [InlineData("header.host=example.test path:/3", 1)]
    [InlineData("body:nothing", 0)]
    public async Task Api_PreviewUnderAQuery_PutsOnlyThoseThrough(string q, int requests)
    {
        await using var library = await LibraryFixture.StartAsync();
        var recording = await library.AddAsync(Records.Bytes(Records.Requests(20)));
        using var program = await library.ProgramAsync();
        using var answer = await program.PostAsJsonAsync("/api/v1/rulesets:preview", new { rules = new[] { new { kind = "set-header", name = "X-Env", value = "a" } }, recording = recording.Id, q }, Token);
        var preview = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal((requests, requests), (preview.GetProperty("requests").GetInt32(), preview.GetProperty("rewritten").GetInt32()));
    }

    [Theory]
    [InlineData("POST", "/api/v1/rulesets:preview", """{ "rules": [], "recording": "none", "q": "status:6xy" }""", 422)]
    [InlineData("POST", "/api/v1/rulesets", """{ "name": "", "rules": [ { "kind": "allow-url" } ] }""", 422)]
    [InlineData("POST", "/api/v1/rulesets:preview", """{ "rules": [], "recording": "none" }""", 422)]
    [InlineData("POST", "/api/v1/rulesets:preview", """{ "rules": [], "recording": "none", "samples": 1000 }""", 422)]
    [InlineData("POST", "/api/v1/rulesets:from-gor", """{ "text": "--http-allow-url (" }""", 422)]
    [InlineData("GET", "/api/v1/rulesets/none", null, 404)]
    [InlineData("GET", "/api/v1/rulesets/none/versions", null, 404)]
    [InlineData("GET", "/api/v1/rulesets/none/gor", null, 404)]
    [InlineData("PUT", "/api/v1/rulesets/none", """{ "name": "x", "rules": [] }""", 404)]
    [InlineData("DELETE", "/api/v1/rulesets/none", null, 404)]
    public async Task Api_WrongRequest_IsAProblem(string method, string path, string? body, int status)
    {
        await using var server = await ServerFixture.StartAsync();
        using var program = await server.ProgramAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        using var answer = await program.SendAsync(request, Token);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }
}
