using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using TapeDeck.Client.Ports;
using TapeDeck.Server.Persistence;
using TapeDeck.Server.Tests.Recordings;
using TapeDeck.TestKit;

namespace TapeDeck.Server.Tests.Api;

public sealed class OperationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Compose_Accepted_EndsWithTheRecordingItMade()
    {
        await using var library = await LibraryFixture.StartAsync();
        var source = await library.AddAsync(Records.Bytes(Records.Requests(2_000)));
        using var program = await library.ProgramAsync();
        var (address, begun) = await AcceptedAsync(program, "recordings:compose", new { name = "Part", recordings = new[] { source.Id } });
        Assert.Equal("compose", begun.GetProperty("kind").GetString());

        var ended = await EndAsync(program, address);
        Assert.Equal(("succeeded", 1.0), (ended.GetProperty("state").GetString(), ended.GetProperty("progress").GetDouble()));
        Assert.True(ended.GetProperty("endedAt").GetDateTimeOffset() >= ended.GetProperty("startedAt").GetDateTimeOffset());
        Assert.False(ended.TryGetProperty("error", out _));
        var made = await program.GetFromJsonAsync<JsonElement>(ended.GetProperty("result").GetProperty("location").GetString(), Token);
        Assert.Equal("Part", made.GetProperty("name").GetString());
    }

    [Fact]
    public async Task Compose_NothingMatches_FailsAndSaysWhy()
    {
        await using var library = await LibraryFixture.StartAsync();
        var source = await library.AddAsync(Records.Bytes(Records.Requests(3)));
        using var program = await library.ProgramAsync();
        var (address, _) = await AcceptedAsync(program, "recordings:compose", new { name = "None", recordings = new[] { source.Id }, filter = new { q = "method:PUT" } });
        var ended = await EndAsync(program, address);
        Assert.Equal(("failed", "No exchange of these recordings matches."), (ended.GetProperty("state").GetString(), ended.GetProperty("error").GetString()));
        Assert.False(ended.TryGetProperty("result", out _));
    }

    [Fact]
    public async Task Index_Accepted_EndsWithTheIndex()
    {
        await using var library = await LibraryFixture.StartAsync();
        var source = await library.AddAsync(Records.Bytes(Records.Requests(500)));
        using var program = await library.ProgramAsync();
        var (address, begun) = await AcceptedAsync(program, $"recordings/{source.Id}:index", null);
        Assert.Equal("index", begun.GetProperty("kind").GetString());
        var ended = await EndAsync(program, address);
        Assert.Equal(("succeeded", source.Id), (ended.GetProperty("state").GetString(), ended.GetProperty("result").GetProperty("recordingId").GetString()));
        Assert.Equal(500, (await library.Recordings.FindAsync(source.Id, Token))!.Exchanges);
    }

    [Fact]
    public async Task Operation_Ended_CannotBeCancelledAndIsForgottenOnce()
    {
        await using var library = await LibraryFixture.StartAsync();
        var source = await library.AddAsync(Records.Bytes(Records.Requests(3)));
        using var program = await library.ProgramAsync();
        var (address, _) = await AcceptedAsync(program, "recordings:compose", new { name = "Part", recordings = new[] { source.Id } });
        await EndAsync(program, address);

        Assert.Equal(HttpStatusCode.Conflict, await StatusAsync(program.PostAsync($"{address}:cancel", null, Token)));
        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(program.DeleteAsync(address, Token)));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(program.DeleteAsync(address, Token)));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(program.GetAsync(address, Token)));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(program.PostAsync($"{address}:cancel", null, Token)));
        Assert.Equal(2, (await library.Recordings.ListAsync(Token)).Count); // what came of it stays
    }

    [Fact]
    public async Task Operation_Interrupted_HasFailedAtTheNextStart()
    {
        await using var library = await LibraryFixture.StartAsync();
        await using (var database = await library.Service<IDbContextFactory<AppDbContext>>().CreateDbContextAsync(Token))
        {
            database.Operations.Add(new OperationEntity { Id = "dead", Kind = OperationKind.Compose, State = OperationState.Running, StartedAt = TimeProvider.System.GetUtcNow() });
            await database.SaveChangesAsync(Token);
        }

        await library.RestartAsync(() => { });
        using var program = await library.ProgramAsync();
        var dead = await program.GetFromJsonAsync<JsonElement>("/api/v1/operations/dead", Token);
        Assert.Equal(("failed", "The server ended before it was done."), (dead.GetProperty("state").GetString(), dead.GetProperty("error").GetString()));
        Assert.Equal("dead", (await program.GetFromJsonAsync<JsonElement>("/api/v1/operations", Token)).GetProperty("items")[0].GetProperty("id").GetString());
    }

    private static async Task<(Uri Address, JsonElement Begun)> AcceptedAsync(HttpClient program, string path, object? body)
    {
        using var answer = await program.PostAsJsonAsync($"/api/v1/{path}", body, Token);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var begun = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.EndsWith($"/operations/{begun.GetProperty("id").GetString()}", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        return (answer.Headers.Location, begun);
    }

    private static async Task<JsonElement> EndAsync(HttpClient program, Uri address)
    {
        while (true)
        {
            var operation = await program.GetFromJsonAsync<JsonElement>(address, Token);
            if (operation.GetProperty("state").GetString() != "running")
            {
                return operation;
            }

            await Task.Delay(20, Token);
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(Task<HttpResponseMessage> sent)
    {
        using var answer = await sent;
        return answer.StatusCode;
    }
}
