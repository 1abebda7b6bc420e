using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using TapeDeck.Server.Persistence;
using TapeDeck.Server.Security;

namespace TapeDeck.Server.Tests.Api;

public sealed class IdempotencyTests
{
    private const string Rules = """{ "name": "once", "rules": [] }""";
    private const string Capture = """{ "name": "later", "plan": { "inputs": [ { "type": "dummy" } ] } }""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/api/v1/rulesets", Rules)]
    [InlineData("/api/v1/captures", Capture)]
    public async Task Post_SameRequestAgain_IsAnsweredAsBeforeAlsoAfterARestart(string path, string body)
    {
        await using var server = await ServerFixture.StartAsync();
        var token = await TokenAsync(server);
        var first = await PostAsync(server, token, path, "key-1", body);
        Assert.Equal(HttpStatusCode.Created, first.Status);
        Assert.False(first.IsAgain);
        Assert.Equal(first with { IsAgain = true }, await PostAsync(server, token, path, "key-1", body));
        await server.RestartAsync();
        Assert.Equal(first with { IsAgain = true }, await PostAsync(server, token, path, "key-1", body));
        Assert.Equal(1, await CountAsync(server, token, path));
        Assert.NotEqual(first.Location, (await PostAsync(server, token, path, "key-2", body)).Location);
        Assert.Equal(2, await CountAsync(server, token, path));
    }

    [Fact]
    public async Task Post_OtherRequestOrBadKey_IsRefused()
    {
        await using var server = await ServerFixture.StartAsync();
        var token = await TokenAsync(server);
        await PostAsync(server, token, "/api/v1/rulesets", "key", Rules);
        var other = await PostAsync(server, token, "/api/v1/rulesets", "key", Rules.Replace("once", "other", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.Status);
        Assert.Contains("another request", other.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(server, token, "/api/v1/rulesets", new string('k', 256), Rules)).Status);
        Assert.Equal(1, await CountAsync(server, token, "/api/v1/rulesets"));
    }

    [Fact]
    public async Task Post_RefusedRequest_MayBeMendedUnderTheSameKey()
    {
        await using var server = await ServerFixture.StartAsync();
        var token = await TokenAsync(server);
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(server, token, "/api/v1/rulesets", "key", "{")).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PostAsync(server, token, "/api/v1/rulesets", "key", """{ "name": "", "rules": [] }""")).Status);
        Assert.Equal(HttpStatusCode.Created, (await PostAsync(server, token, "/api/v1/rulesets", "key", Rules)).Status);
    }

    [Fact]
    public async Task Post_AnswerThatCannotBeKept_IsGivenAllTheSame()
    {
        await using var server = await ServerFixture.StartAsync();
        var token = await TokenAsync(server);
        await using (var database = await server.Application.Services.GetRequiredService<IDbContextFactory<AppDbContext>>().CreateDbContextAsync(Token))
        {
            await database.Database.ExecuteSqlRawAsync("CREATE TRIGGER full BEFORE INSERT ON RememberedAnswers BEGIN SELECT RAISE(FAIL, 'no room'); END", Token);
        }

        Assert.Equal(HttpStatusCode.Created, (await PostAsync(server, token, "/api/v1/rulesets", "key", Rules)).Status);
        Assert.Equal(1, await CountAsync(server, token, "/api/v1/rulesets"));
    }

    [Fact]
    public async Task Post_SameKeyOfSomebodyElse_IsAnotherKey()
    {
        await using var server = await ServerFixture.StartAsync();
        var first = await PostAsync(server, await TokenAsync(server), "/api/v1/rulesets", "key", Rules);
        Assert.NotEqual(first.Location, (await PostAsync(server, await TokenAsync(server), "/api/v1/rulesets", "key", Rules)).Location);
    }

    [Fact]
    public async Task Post_ManyAtOnce_MakeOne()
    {
        await using var server = await ServerFixture.StartAsync();
        var token = await TokenAsync(server);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => PostAsync(server, token, "/api/v1/rulesets", "key", Rules)));
        Assert.All(answers, answer => Assert.Contains(answer.Status, new[] { HttpStatusCode.Created, HttpStatusCode.Conflict }));
        Assert.Single(answers, answer => answer is { Status: HttpStatusCode.Created, IsAgain: false });
        Assert.Equal(1, await CountAsync(server, token, "/api/v1/rulesets"));
    }

    [Fact]
    public async Task Answer_AfterADay_IsForgotten()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50));
        await using var server = await ServerFixture.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(time));
        var answers = server.Application.Services.GetRequiredService<RememberedAnswers>();
        var answer = new RememberedAnswer("asked", 201, "/there", null, null, [1]);
        await answers.TryKeepAsync("id", answer);
        time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromTicks(1));
        Assert.Equal("asked", (await answers.FindAsync("id", Token))?.Request);
        time.Advance(TimeSpan.FromTicks(1));
        Assert.Null(await answers.FindAsync("id", Token));
        await answers.TryKeepAsync("id", answer with { Request = "anew" });
        Assert.Equal("anew", (await answers.FindAsync("id", Token))?.Request);
    }

    private static async Task<string> TokenAsync(ServerFixture server)
    {
        using var program = await server.ProgramAsync();
        return program.DefaultRequestHeaders.Authorization!.ToString();
    }

    private static async Task<Given> PostAsync(ServerFixture server, string token, string path, string key, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json"), Headers = { { "Authorization", token }, { "Idempotency-Key", key } } };
        using var answer = await server.Anonymous().SendAsync(request, Token);
        return new Given(answer.StatusCode, answer.Headers.Location, answer.Headers.ETag?.ToString(), await answer.Content.ReadAsStringAsync(Token), answer.Headers.Contains("Idempotency-Replayed"));
    }

    private static async Task<int> CountAsync(ServerFixture server, string token, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Authorization", token } } };
        using var answer = await server.Anonymous().SendAsync(request, Token);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token)).RootElement.GetProperty("totalExact").GetInt32();
    }

    private sealed record Given(HttpStatusCode Status, Uri? Location, string? Tag, string Body, bool IsAgain);
}
