using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace TapeDeck.Server.Tests.Api;

public sealed class RunEndpointTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("captures", """{"plan":{}}""", 422, "/plan/inputs")]
    [InlineData("captures", """{"plan":{"inputs":[{"type":"file","files":["/etc/passwd"]}]}}""", 422, "/plan/inputs/0/type")]
    [InlineData("captures", """{"plan":{"inputs":[{"type":"capture"}],"outputs":[{"type":"file","path":"/tmp/x.gor"}]}}""", 422, "/plan/outputs/0/path")]
    [InlineData("captures", """{"plan":{"inputs":[{"type":"capture"}],"outputs":[{"type":"stdout"}]}}""", 422, "/plan/outputs/0/type")]
    [InlineData("captures", """{"plan":{"inputs":[{"type":"magic"}]}}""", 400, "/plan/inputs/0")]
    [InlineData("captures", """{"plan":{"inputs":[{"interface":"lo"}]}}""", 400, "/plan/inputs/0/type")]
    [InlineData("captures", """{"plan":{"inputs":[{"type":"capture","ports":"80"}]}}""", 400, "/plan/inputs/0/ports")]
    [InlineData("captures", """{"plan":{"inputs":[{"type":"capture","ports":[80,70000]}]}}""", 422, "/plan/inputs/0/ports")]
    [InlineData("captures", """{"plan":{"inputs":[{"type":"capture"}],"rules":[{"kind":"nope"}]}}""", 400, "/plan/rules/0/kind")]
    [InlineData("captures", """{"plan":{"inputs":[{"type":"capture"}],"rules":[{"kind":"allow-url","pattern":"(["}]}}""", 422, "/plan/rules/0/pattern")]
    [InlineData("captures", """{"plan":{"inputs":null}}""", 400, "/plan/inputs")]
    [InlineData("captures", """{"plan":{"inputs":[{"type":"capture","prots":[1]}]}}""", 400, "/plan/inputs/0/prots")]
    [InlineData("replays", """{"plan":{"inputs":[{"type":"file","files":["/etc/passwd"]}],"outputs":[{"type":"null"}]}}""", 422, "/plan/inputs/0/files")]
    [InlineData("replays", """{"plan":{"inputs":[{"type":"file"}],"outputs":[{"type":"null"}]}}""", 422, "/plan/inputs/0/recording")]
    [InlineData("replays", """{"plan":{"inputs":[{"type":"file","recording":"none"}],"outputs":[{"type":"null"}]}}""", 422, "/plan/inputs/0/recording")]
    [InlineData("replays", """{"plan":{"inputs":[{"type":"file","recording":"none","speed":"fast"}]}}""", 400, "/plan/inputs/0/speed")]
    [InlineData("replays", """{"name":"no plan"}""", 400, "")]
    public async Task Create_WrongPlan_PointsAtTheFault(string kind, string body, int status, string place)
    {
        await using var server = await ServerFixture.StartAsync();
        using var program = await server.ProgramAsync();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await program.PostAsync($"/api/v1/{kind}", content, Token);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal((HttpStatusCode)status, answer.StatusCode);
        Assert.Equal(place, Assert.Single(problem.GetProperty("errors").EnumerateArray().ToArray()).GetProperty("pointer").GetString());
        Assert.Empty((await program.GetFromJsonAsync<JsonElement>($"/api/v1/{kind}", Token)).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Create_PlanWithManyFaults_PointsAtAllOfThem()
    {
        await using var server = await ServerFixture.StartAsync();
        using var program = await server.ProgramAsync();
        var plan = new
        {
            inputs = new[] { new { type = "file", recording = "none" } },
            rules = new[] { new { kind = "allow-url", pattern = "(" } },
            outputs = new object[] { new { type = "stdout" }, new { type = "http", url = "http://169.254.169.254/", connections = 0 } },
            limits = new { stopAfter = "0s" },
        };
        using var answer = await program.PostAsJsonAsync("/api/v1/replays", new { plan }, Token);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal(
            ["/plan/inputs/0/recording", "/plan/limits/stopAfter", "/plan/outputs/0/type", "/plan/outputs/1/connections", "/plan/outputs/1/url", "/plan/rules/0/pattern"],
            problem.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("pointer").GetString()).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("GET", "/api/v1/captures/none")]
    [InlineData("DELETE", "/api/v1/captures/none")]
    [InlineData("POST", "/api/v1/captures/none:start")]
    [InlineData("POST", "/api/v1/replays/none:stop")]
    [InlineData("GET", "/api/v1/replays/none/ledger")]
    [InlineData("GET", "/api/v1/replays/none/rates")]
    [InlineData("GET", "/api/v1/captures/none/stream")]
    [InlineData("GET", "/api/v1/replays/none/stream")]
    public async Task Unknown_Run_IsNotFound(string method, string path)
    {
        await using var server = await ServerFixture.StartAsync();
        using var program = await server.ProgramAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await program.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task ValidatePlan_WrongPlan_SaysWhatIsWrong()
    {
        await using var server = await ServerFixture.StartAsync();
        using var program = await server.ProgramAsync();
        using var answer = await program.PostAsJsonAsync("/api/v1/plans:validate", new { purpose = "replay", plan = new { } }, Token);
        var verdict = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.False(verdict.GetProperty("valid").GetBoolean());
        Assert.Equal("/plan/inputs", verdict.GetProperty("errors")[0].GetProperty("pointer").GetString());
    }
}
