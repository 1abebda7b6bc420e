using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Plans;
using TapeDeck.Server.Tests.Recordings;
using TapeDeck.TestKit;

namespace TapeDeck.Server.Tests.Api;

/// <summary>No caller takes the server for itself alone, and each is told how much is left (REST 18).</summary>
public sealed class ApiLimitTests
{
    private static readonly Uri s_version = new("/api/v1/version", UriKind.Relative);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answers_WithinTheLimit_SayWhatIsLeft()
    {
        await using var library = await LibraryFixture.StartAsync(("TapeDeck:ApiLimits:RequestsPerSecond", "1"), ("TapeDeck:ApiLimits:Burst", "60"), ("TapeDeck:ApiLimits:Concurrent", "7"));
        using var program = await library.ProgramAsync();
        using var first = await program.GetAsync(s_version, Token);
        Assert.Equal("\"requests\";q=60;w=60, \"concurrency\";q=7;qu=\"concurrent-requests\"", string.Join(", ", first.Headers.GetValues("RateLimit-Policy")));
        Assert.Equal("\"requests\";r=59;t=1", first.Headers.GetValues("RateLimit").Single());
        using var missing = await program.GetAsync(new Uri("/api/v1/recordings/none", UriKind.Relative), Token);
        Assert.StartsWith("\"requests\";r=", missing.Headers.GetValues("RateLimit").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_BeyondTheBucket_AreRefusedForThatTokenAlone()
    {
        await using var library = await LibraryFixture.StartAsync(("TapeDeck:ApiLimits:RequestsPerSecond", "1"), ("TapeDeck:ApiLimits:Burst", "3"));
        using var program = await library.ProgramAsync();
        using var other = await library.ProgramAsync();
        var refused = await UntilRefusedAsync(program);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 3);
        Assert.Equal("\"requests\";r=0;t=3", refused.Headers.GetValues("RateLimit").Single());
        var problem = await refused.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal((429, "Too Many Requests"), (problem.GetProperty("status").GetInt32(), problem.GetProperty("title").GetString()));
        Assert.StartsWith("More than 3 requests at once, or 1 a second.", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        using var answered = await other.GetAsync(s_version, Token);
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
    }

    [Fact]
    public async Task Requests_AtTheSameTime_AreRefusedUntilOneHasEnded()
    {
        await using var library = await LibraryFixture.StartAsync(("TapeDeck:ApiLimits:Concurrent", "2"));
        var recording = await library.AddAsync(Records.Bytes(Records.Requests(3)));
        using var program = await library.ProgramAsync();
        var plan = new Plan { Inputs = [new FileInputPlan { Recording = recording.Id }], Outputs = [new HttpOutputPlan { Url = "http://127.0.0.1:9" }] };
        var replay = (await library.Service<IRuns>().CreateAsync(RunPurpose.Replay, "", plan, start: false, Token)).Value!;
        var stream = new Uri($"/api/v1/replays/{replay.Id}/stream", UriKind.Relative);
        using var first = await program.GetAsync(stream, HttpCompletionOption.ResponseHeadersRead, Token);
        using var second = await program.GetAsync(stream, HttpCompletionOption.ResponseHeadersRead, Token);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
        using var third = await program.GetAsync(s_version, Token);
        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
        Assert.Equal(1, third.Headers.RetryAfter!.Delta!.Value.TotalSeconds);
        Assert.Contains("2 requests are under way.", await third.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        first.Dispose();
        await Eventually.HoldsAsync(async () =>
        {
            using var again = await program.GetAsync(s_version, Token);
            return again.StatusCode == HttpStatusCode.OK;
        });
    }

    [Fact]
    public async Task Query_ThatTakesTooLong_IsGivenUpAndSaysSo()
    {
        await using var library = await LibraryFixture.StartAsync(("TapeDeck:ApiLimits:QueryTimeout", "00:00:00.0010000"));
        var recording = await library.AddAsync(Records.Bytes(Records.Requests(50_000)));
        using var program = await library.ProgramAsync();
        var body = new { recording = recording.Id, rules = new[] { new { kind = "rewrite-body", pattern = "a", value = "b" } } };
        using var answer = await program.PostAsJsonAsync("/api/v1/rulesets:preview", body, Token);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal((HttpStatusCode.GatewayTimeout, "urn:tapedeck:problem:query-timeout"), (answer.StatusCode, problem.GetProperty("type").GetString()));
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith("The answer took longer than 1ms", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        using var quick = await program.GetAsync(s_version, Token);
        Assert.Equal(HttpStatusCode.OK, quick.StatusCode);
    }

    [Fact]
    public async Task Pages_AreNotCounted()
    {
        await using var server = await ServerFixture.StartAsync(builder => (builder.Configuration["TapeDeck:ApiLimits:Burst"], builder.Configuration["TapeDeck:ApiLimits:RequestsPerSecond"]) = ("1", "1"));
        using var browser = await server.SignInAsync();
        for (var i = 0; i < 5; i++)
        {
            using var page = await browser.GetAsync(new Uri("/settings", UriKind.Relative), Token);
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            Assert.False(page.Headers.Contains("RateLimit"));
        }
    }

    /// <summary>The first answer that is a refusal. Each second lets one more request through, however slow this machine is.</summary>
    private static async Task<HttpResponseMessage> UntilRefusedAsync(HttpClient program)
    {
        while (true)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => program.GetAsync(s_version, Token)));
            if (answers.FirstOrDefault(answer => answer.StatusCode == HttpStatusCode.TooManyRequests && answer.Headers.GetValues("RateLimit").Single().Contains("r=0", StringComparison.Ordinal)) is { } refused)
            {
                return refused;
            }
        }
    }
}
