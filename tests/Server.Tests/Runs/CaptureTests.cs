using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Runs;

namespace TapeDeck.Server.Tests.Runs;

/// <summary>Live captures on the loopback interface, made and steered through the API. They need root.</summary>
public sealed class CaptureTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Capture_OfRealTraffic_IsSeenLiveAndKeptInTheLibrary()
    {
        await using var origin = await StartOriginAsync();
        await using var server = await ServerFixture.StartAsync();
        using var program = await server.ProgramAsync();
        using var created = await program.PostAsJsonAsync("/api/v1/captures", Capture(new Uri(origin.Urls.First()).Port, start: true), Token);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var capture = (await program.GetFromJsonAsync<JsonElement>(created.Headers.Location, Token)).GetProperty("id").GetString()!;
        var live = server.Application.Services.GetRequiredService<ILiveTraffic>();
        var complete = new TaskCompletionSource<LiveWindow>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = live.Subscribe(capture, () =>
        {
            if (live.Latest(capture, TapeDeck.Engine.Query.TrafficQuery.Everything, 10) is { Rows: [{ Status: 200 }] } window)
            {
                complete.TrySetResult(window);
            }
        });
        using var visitor = new HttpClient();
        Assert.Equal("hello", await visitor.GetStringAsync($"{origin.Urls.First()}/greet?x=1", Token));
        var row = Assert.Single((await complete.Task.WaitAsync(TimeSpan.FromSeconds(30), Token)).Rows);
        Assert.Equal(("GET", "/greet?x=1"), (row.Method, row.Target));
        Assert.EndsWith("hello", System.Text.Encoding.ASCII.GetString(live.Find(capture, row.Number)!.Response!.Payload.Span), StringComparison.Ordinal);

        var stopped = await PostAsync(program, $"/api/v1/captures/{capture}:stop");
        Assert.Equal("stopped", stopped.GetProperty("status").GetProperty("state").GetString());
        Assert.Equal(1, stopped.GetProperty("status").GetProperty("progress").GetProperty("requests").GetInt64());
        foreach (var account in (await program.GetFromJsonAsync<JsonElement>($"/api/v1/captures/{capture}/ledger", Token)).GetProperty("accounts").EnumerateArray())
        {
            Assert.True(account.GetProperty("inFlight").GetInt64() == 0, account.ToString());
        }

        var recording = stopped.GetProperty("status").GetProperty("recordingId").GetString()!;
        var kept = await File.ReadAllTextAsync(server.Folder.File("recordings", recording, "recording.gor"), Token);
        Assert.Contains("GET /greet?x=1 HTTP/1.1", kept, StringComparison.Ordinal);
        Assert.Contains("hello", kept, StringComparison.Ordinal);
        Assert.Equal("stopped", (await PostAsync(program, $"/api/v1/captures/{capture}:stop")).GetProperty("status").GetProperty("state").GetString());
        using var again = await program.PostAsync($"/api/v1/captures/{capture}:start", null, Token);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        using var deleted = await program.ForceAsync(HttpMethod.Delete, $"/api/v1/captures/{capture}");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
    }

    [Fact]
    public async Task Capture_WhenTheServerStops_EndsInOrder()
    {
        await using var server = await ServerFixture.StartAsync();
        var runs = server.Application.Services.GetRequiredService<IRuns>();
        using var program = await server.ProgramAsync();
        using var created = await program.PostAsJsonAsync("/api/v1/captures", Capture(9, start: true), Token);
        var id = (await created.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("id").GetString()!;
        Assert.Equal(HttpStatusCode.Conflict, (await program.ForceAsync(HttpMethod.Delete, $"/api/v1/captures/{id}")).StatusCode);
        Assert.Equal(RunState.Running, (await runs.FindAsync(id, Token))!.State);
        await server.Application.StopAsync(Token);
        await server.RestartAsync();
        var run = await server.Application.Services.GetRequiredService<IRuns>().FindAsync(id, Token);
        Assert.Equal(RunState.Stopped, run!.State);
        Assert.NotNull(run.EndedAt);
        Assert.NotEmpty(run.Ledger);
        Assert.NotEmpty(run.Notes);
    }

    [Theory]
    [InlineData("""{ "type": "capture", "interface": "nowhere7" }""", "/plan/inputs/0/interface")]
    [InlineData("""{ "type": "capture", "interface": "lo", "filter": "tcp prot 80" }""", "/plan/inputs/0/filter")]
    public async Task Capture_ThatCannotWork_IsRefusedAtItsFieldAndLeavesNothing(string input, string place)
    {
        await using var server = await ServerFixture.StartAsync();
        using var program = await server.ProgramAsync();
        using var body = new StringContent($$"""{ "start": true, "plan": { "inputs": [ {{input}} ] } }""", System.Text.Encoding.UTF8, "application/json");
        using var answer = await program.PostAsync("/api/v1/captures", body, Token);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal(place, problem.GetProperty("errors")[0].GetProperty("pointer").GetString());
        Assert.Empty(Directory.GetFileSystemEntries(server.Folder.File("recordings")));
    }

    [Fact]
    public async Task Interfaces_OfThisMachine_HaveTheLoopback()
    {
        await using var server = await ServerFixture.StartAsync();
        using var program = await server.ProgramAsync();
        var rights = await program.GetFromJsonAsync<JsonElement>("/api/v1/interfaces", Token);
        Assert.Contains(rights.GetProperty("interfaces").EnumerateArray().ToArray(), card => card.GetProperty("name").GetString() == "lo");
        Assert.False(rights.TryGetProperty("problem", out _));
    }

    private static object Capture(int port, bool start) => new
    {
        name = "test",
        start,
        plan = new { inputs = new[] { new { type = "capture", @interface = "lo", ports = new[] { port }, trackResponses = true } } },
    };

    private static async Task<JsonElement> PostAsync(HttpClient program, string path)
    {
        using var answer = await program.PostAsync(path, null, Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
    }

    private static async Task<WebApplication> StartOriginAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        var origin = builder.Build();
        origin.Urls.Add("http://127.0.0.1:0");
        origin.MapGet("/greet", () => Results.Text("hello"));
        await origin.StartAsync(Token);
        return origin;
    }
}
