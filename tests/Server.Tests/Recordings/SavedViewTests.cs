using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using TapeDeck.Client.Ports;
using TapeDeck.Engine;
using TapeDeck.Engine.Query;

namespace TapeDeck.Server.Tests.Recordings;

public sealed class SavedViewTests
{
    private static readonly SavedViewEdit s_view = new("Failing payments", "path:/payments status>=500", (1_000, 2_000), new EndpointKey("GET", "", "/payments/{id}"), new ExchangeSortKey(ExchangeColumn.Latency, true));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task View_Saved_SurvivesARestartAndIsRenamedAndDeleted()
    {
        await using var server = await ServerFixture.StartAsync();
        var kept = (await Views(server).CreateAsync(s_view with { Name = " Failing payments " }, Token)).Value!;
        await server.RestartAsync();
        Assert.Equal((kept.Id, s_view), (kept.Id, Assert.Single(await Views(server).ListAsync(Token)).Content));

        var renamed = (await Views(server).ReplaceAsync(kept.Id, new SavedViewEdit("All payments", "path:/payments"), Token)).Value!;
        Assert.Equal(renamed, await Views(server).FindAsync(kept.Id, Token));
        Assert.True((await Views(server).DeleteAsync(kept.Id, Token)).Value);
        Assert.False((await Views(server).DeleteAsync(kept.Id, Token)).Value);
        Assert.False((await Views(server).ReplaceAsync(kept.Id, s_view, Token)).Succeeded);
        Assert.Empty(await Views(server).ListAsync(Token));
    }

    [Fact]
    public async Task View_OfTheSameName_IsRefusedAlsoWhenManySaveAtOnce()
    {
        await using var server = await ServerFixture.StartAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Views(server).CreateAsync(s_view with { Name = i % 2 == 0 ? "Größe" : "GRÖßE" }, Token)));
        var kept = Assert.Single(answers, answer => answer.Succeeded).Value!;
        Assert.All(answers.Where(answer => !answer.Succeeded), answer => Assert.Equal("/name", Assert.Single(answer.Faults).Path));
        Assert.True((await Views(server).ReplaceAsync(kept.Id, kept.Content with { Query = "" }, Token)).Succeeded);
    }

    [Fact]
    public async Task View_Changed_IsToldToWhoeverWatches()
    {
        await using var server = await ServerFixture.StartAsync();
        var told = new TaskCompletionSource();
        using var subscription = Views(server).Subscribe(() => told.TrySetResult());
        await Views(server).CreateAsync(s_view, Token);
        await told.Task.WaitAsync(Token);
    }

    [Fact]
    public async Task Api_CreateListReplaceDelete_Works()
    {
        await using var server = await ServerFixture.StartAsync();
        using var program = await server.ProgramAsync();
        using var created = await program.PostAsJsonAsync("/api/v1/views", new { name = "Evening", query = "status:5xx", from = "2026-03-17T18:00:00.000000001Z", to = "2026-03-17T20:00:00Z", endpoint = "GET  /a", sort = "-latency" }, Token);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var address = created.Headers.Location!;
        Assert.Equal("-latency", (await program.GetFromJsonAsync<JsonElement>(address, Token)).GetProperty("sort").GetString());
        Assert.Equal("2026-03-17T18:00:00.000000001Z", (await program.GetFromJsonAsync<JsonElement>(address, Token)).GetProperty("from").GetString());

        using var replaced = await program.ForceAsync(HttpMethod.Put, address!.ToString(), new { name = "Evening 2" });
        Assert.Equal(HttpStatusCode.OK, replaced.StatusCode);
        var listed = Assert.Single((await program.GetFromJsonAsync<JsonElement>("/api/v1/views", Token)).GetProperty("items").EnumerateArray());
        Assert.Equal(("Evening 2", "", false), (listed.GetProperty("name").GetString(), listed.GetProperty("query").GetString(), listed.TryGetProperty("from", out _)));

        using var deleted = await program.ForceAsync(HttpMethod.Delete, address!.ToString());
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        using var gone = await program.ForceAsync(HttpMethod.Put, address!.ToString(), new { name = "x" });
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Theory]
    [InlineData("""{ "name": " " }""", "/name")]
    [InlineData("""{ "name": "x", "query": "status:oops" }""", "/query")]
    [InlineData("""{ "name": "x", "from": "2026-03-17T18:00:00Z" }""", "/to")]
    [InlineData("""{ "name": "x", "from": "2026-03-17T18:00:00Z", "to": "2026-03-17T18:00:00Z" }""", "/to")]
    [InlineData("""{ "name": "x", "to": "yesterday" }""", "/to")]
    [InlineData("""{ "name": "x", "endpoint": "GET" }""", "/endpoint")]
    public async Task Api_WrongView_IsRefusedWithAPointer(string view, string place)
    {
        await using var server = await ServerFixture.StartAsync();
        using var program = await server.ProgramAsync();
        using var answer = await program.PostAsync("/api/v1/views", new StringContent(view, System.Text.Encoding.UTF8, "application/json"), Token);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal(place, Assert.Single((await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("errors").EnumerateArray()).GetProperty("pointer").GetString());
    }

    private static ISavedViews Views(ServerFixture server) => server.Application.Services.GetRequiredService<ISavedViews>();
}
