using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TapeDeck.Server.Tests.Recordings;
using TapeDeck.TestKit;

namespace TapeDeck.Server.Tests.Api;

public sealed class EntityTagTests : IAsyncLifetime
{
    private LibraryFixture _library = null!;
    private HttpClient _program = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _library = await LibraryFixture.StartAsync();
        _program = await _library.ProgramAsync();
    }

    public ValueTask DisposeAsync() => _library.DisposeAsync();

    [Theory]
    [InlineData("recording")]
    [InlineData("rule set")]
    [InlineData("view")]
    [InlineData("replay")]
    public async Task Get_WithTheTagItHas_IsNotSentAgain(string kind)
    {
        var path = await MakeAsync(kind);
        if (kind == "replay")
        {
            (await _program.PostAsync($"{path}:stop", null, Token)).Dispose(); // as long as it goes on its figures change
        }

        var tag = await _program.TagAsync(path);
        Assert.False(tag.IsWeak);
        foreach (var (known, status) in new[] { (tag.ToString(), 304), ("W/" + tag, 304), ("*", 304), ("\"other\", " + tag, 304), ("\"other\"", 200) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "If-None-Match", known } } };
            using var answer = await _program.SendAsync(request, Token);
            Assert.Equal((known, status, tag), (known, (int)answer.StatusCode, answer.Headers.ETag));
            Assert.Equal(status == 304, (await answer.Content.ReadAsByteArrayAsync(Token)).Length == 0);
        }
    }

    [Theory]
    [InlineData("recording", "PATCH", """{ "note": "mine" }""")]
    [InlineData("recording", "DELETE", null)]
    [InlineData("rule set", "PUT", """{ "name": "mine", "rules": [] }""")]
    [InlineData("rule set", "DELETE", null)]
    [InlineData("view", "PUT", """{ "name": "mine" }""")]
    [InlineData("view", "DELETE", null)]
    [InlineData("replay", "PATCH", """{ "speed": "max" }""")]
    [InlineData("replay", "DELETE", null)]
    public async Task Change_WithoutTheTagOfNow_ChangesNothing(string kind, string method, string? body)
    {
        var path = await MakeAsync(kind);
        var old = await _program.TagAsync(path);
        await ChangeAsync(kind, path);
        var before = await _program.GetStringAsync(path, Token);
        foreach (var (tag, status) in new (string?, int)[] { (null, 428), (old.ToString(), 412), ("\"other\"", 412), ("W/" + await _program.TagAsync(path), 412), ("unquoted", 400) })
        {
            using var request = Request(method, path, body);
            Assert.True(tag is null || request.Headers.TryAddWithoutValidation("If-Match", tag));
            using var answer = await _program.SendAsync(request, Token);
            Assert.Equal((tag, status, "application/problem+json"), (tag, (int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        }

        Assert.Equal(Decided(before), Decided(await _program.GetStringAsync(path, Token)));
    }

    [Theory]
    [InlineData("recording", "PATCH", """{ "note": "mine" }""")]
    [InlineData("rule set", "PUT", """{ "name": "mine", "rules": [] }""")]
    public async Task Change_WithTheTagOfNow_AnswersWithTheNextTag(string kind, string method, string body)
    {
        var path = await MakeAsync(kind);
        var old = await _program.TagAsync(path);
        using var request = Request(method, path, body);
        request.Headers.IfMatch.Add(old);
        using var answer = await _program.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.NotEqual(old, answer.Headers.ETag);
        Assert.Equal(answer.Headers.ETag, await _program.TagAsync(path));
        using var deleted = await _program.SendIfAsync(HttpMethod.Delete, path, answer.Headers.ETag);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
    }

    /// <summary>What the program sees of a recording makes another answer, and no other decision.</summary>
    [Fact]
    public async Task Recording_GrownMeanwhile_IsSentAgainAndTakesTheChange()
    {
        var path = await MakeAsync("recording");
        var old = await _program.TagAsync(path);
        await _library.ChangeAsync(database =>
        {
            database.Recordings.Single().Exchanges++;
            return Task.CompletedTask;
        });
        Assert.NotEqual(old, await _program.TagAsync(path));
        using var answer = await _program.SendIfAsync(HttpMethod.Patch, path, old, new { note = "mine" });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    /// <summary>Everybody adds a tag of their own to those they saw.</summary>
    [Fact]
    public async Task Recording_ChangedByManyAtOnce_LosesNoChange()
    {
        var path = await MakeAsync("recording");
        string[] writers = [.. Enumerable.Range(0, 8).Select(writer => $"writer{writer}")];
        await Task.WhenAll(writers.Select(async writer =>
        {
            for (var status = HttpStatusCode.PreconditionFailed; status == HttpStatusCode.PreconditionFailed;)
            {
                using var read = await _program.GetAsync(path, Token);
                var seen = (await read.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("tags").EnumerateArray().Select(tag => tag.GetString());
                using var answer = await _program.SendIfAsync(HttpMethod.Patch, path, read.Headers.ETag, new { tags = seen.Append(writer) });
                status = answer.StatusCode;
            }
        }));
        var tags = (await _program.GetFromJsonAsync<JsonElement>(path, Token)).GetProperty("tags").EnumerateArray().Select(tag => tag.GetString());
        Assert.Equal(writers, tags);
    }

    [Theory]
    [InlineData("recording", "PATCH", "note")]
    [InlineData("rule set", "PUT", "name")]
    [InlineData("replay", "PATCH", "speed")]
    public async Task Change_ByManyWithOneTag_IsMadeOnce(string kind, string method, string member)
    {
        var path = await MakeAsync(kind);
        var tag = await _program.TagAsync(path);
        var answers = await Task.WhenAll(Enumerable.Range(1, 8).Select(async writer =>
        {
            using var answer = await _program.SendIfAsync(new HttpMethod(method), path, tag, kind == "rule set" ? new { name = $"{writer}%", rules = Array.Empty<string>() } : new Dictionary<string, string> { [member] = $"{writer}%" });
            return (Value: $"{writer}%", Status: (int)answer.StatusCode);
        }));
        var made = Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers.Except([made]), answer => Assert.Equal(412, answer.Status));
        var now = await _program.GetFromJsonAsync<JsonElement>(path, Token);
        Assert.Equal(made.Value, (kind == "replay" ? now.GetProperty("status").GetProperty("progress") : now).GetProperty(member).GetString());
    }

    private static HttpRequestMessage Request(string method, string path, string? body) =>
        new(new HttpMethod(method), path) { Content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json") };

    /// <summary>Without the figures of a run that goes on.</summary>
    private static string Decided(string json) => JsonDocument.Parse(json).RootElement is var root && root.TryGetProperty("status", out var status)
        ? $"{root.GetProperty("name")} {status.GetProperty("state")} {status.GetProperty("progress").GetProperty("speed")}" : json;

    /// <summary>A thing that can be changed; a replay waits for its second request.</summary>
    private async Task<string> MakeAsync(string kind)
    {
        if (kind == "view")
        {
            return await CreateAsync("views", new { name = "a" });
        }

        if (kind == "rule set")
        {
            return await CreateAsync("rulesets", new { name = "a", rules = Array.Empty<string>() });
        }

        var recording = await _library.AddAsync(Records.Bytes(Records.Request(1, "/1", 1), Records.Request(2, "/2", 3_600_000_000_000)));
        if (kind == "recording")
        {
            return $"/api/v1/recordings/{recording.Id}";
        }

        var path = await CreateAsync("replays", new { plan = new { inputs = new[] { new { type = "file", recording = recording.Id } }, outputs = new[] { new { type = "null" } } }, start = true });
        using var held = await _program.PostAsync($"{path}:pause", null, Token); // its figures stay as they are
        Assert.Equal(HttpStatusCode.OK, held.StatusCode);
        return path;
    }

    private async Task<string> CreateAsync(string kind, object body)
    {
        using var created = await _program.PostAsJsonAsync($"/api/v1/{kind}", body, Token);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.NotNull(created.Headers.ETag);
        return created.Headers.Location!.ToString();
    }

    private async Task ChangeAsync(string kind, string path)
    {
        using var changed = kind switch
        {
            "recording" => await _program.ForceAsync(HttpMethod.Patch, path, new { note = "theirs" }),
            "view" => await _program.ForceAsync(HttpMethod.Put, path, new { name = "theirs" }),
            "rule set" => await _program.ForceAsync(HttpMethod.Put, path, new { name = "theirs", rules = Array.Empty<string>() }),
            _ => await _program.PostAsync($"{path}:resume", null, Token),
        };
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
    }
}
