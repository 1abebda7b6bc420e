using System.Net.ServerSentEvents;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using TapeDeck.Client.Ports;
using TapeDeck.Server.Tests.Live;
using TapeDeck.TestKit;

namespace TapeDeck.Server.Tests.Api;

public sealed class StreamTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CaptureStream_WhileTrafficComes_GivesEventsAndEnds()
    {
        await using var server = await ServerFixture.StartAsync();
        using var program = await server.ProgramAsync();
        var feed = await OpenCapture.AddAsync(server);
        await feed.WriteAsync(new[] { Records.Request(1, "/a") }, Token);
        await using var events = Events(program, null).GetAsyncEnumerator(Token);
        var begun = await NextAsync(events);
        Assert.Equal("exchange", begun.EventType);
        Assert.Equal("/a", Json(begun).GetProperty("target").GetString());
        await feed.WriteAsync(new[] { Records.Response(1, 204) }, Token);
        var answered = await NextAsync(events);
        Assert.Equal(204, Json(answered).GetProperty("status").GetInt32());
        Assert.Equal(Json(begun).GetProperty("number").GetString(), Json(answered).GetProperty("number").GetString());
        await feed.CompleteAsync(Token);
        Assert.Equal("end", (await NextAsync(events)).EventType);
        Assert.False(await events.MoveNextAsync());
    }

    [Fact]
    public async Task CaptureStream_WithLastEventId_GoesOnAfterIt()
    {
        await using var server = await ServerFixture.StartAsync();
        using var program = await server.ProgramAsync();
        var feed = await OpenCapture.AddAsync(server);
        await feed.WriteAsync(new[] { Records.Request(1, "/first") }, Token);
        string? last;
        await using (var first = Events(program, null).GetAsyncEnumerator(Token))
        {
            last = (await NextAsync(first)).EventId;
        }

        await feed.WriteAsync(new[] { Records.Request(2, "/second") }, Token);
        await using var events = Events(program, last).GetAsyncEnumerator(Token);
        Assert.Equal("/second", Json(await NextAsync(events)).GetProperty("target").GetString());
    }

    [Fact]
    public async Task CaptureStream_ReaderMissedSome_SaysHowMany()
    {
        await using var server = await ServerFixture.StartAsync();
        using var program = await server.ProgramAsync();
        var feed = await OpenCapture.AddAsync(server);
        await feed.WriteAsync(Records.Requests(2_010), Token);
        await using var events = Events(program, "5.5").GetAsyncEnumerator(Token);
        var gap = await NextAsync(events);
        Assert.Equal("gap", gap.EventType);
        Assert.Equal(5, Json(gap).GetProperty("dropped").GetInt64());
    }

    [Fact]
    public async Task CaptureStream_TokenIsRevoked_Ends()
    {
        await using var server = await ServerFixture.StartAsync();
        using var program = await server.ProgramAsync();
        var feed = await OpenCapture.AddAsync(server);
        await feed.WriteAsync(Records.Requests(1), Token);
        await using var events = Events(program, null).GetAsyncEnumerator(Token);
        await NextAsync(events);
        using var tokens = JsonDocument.Parse(await program.GetStringAsync("/api/v1/tokens", Token));
        var mine = Assert.Single(tokens.RootElement.GetProperty("items").EnumerateArray()).GetProperty("id").GetString();
        await server.Application.Services.GetRequiredService<IApiTokens>().RevokeAsync(mine!, Token);
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            while (await events.MoveNextAsync())
            {
                Assert.Equal("heartbeat", events.Current.EventType);
            }
        });
    }

    [Fact]
    public async Task ServerStop_WhileAStreamIsOpen_DoesNotWaitForIt()
    {
        await using var server = await ServerFixture.StartAsync();
        using var program = await server.ProgramAsync();
        var feed = await OpenCapture.AddAsync(server);
        await feed.WriteAsync(Records.Requests(1), Token);
        await using var events = Events(program, null).GetAsyncEnumerator(Token);
        await NextAsync(events);
        await server.Application.StopAsync(Token).WaitAsync(TimeSpan.FromSeconds(20), Token);
    }

    private static async IAsyncEnumerable<SseItem<string>> Events(HttpClient program, string? lastEventId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/captures/{OpenCapture.Id}/stream");
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        using var answer = await program.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        answer.EnsureSuccessStatusCode();
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        await foreach (var item in SseParser.Create(await answer.Content.ReadAsStreamAsync(Token)).EnumerateAsync(Token))
        {
            yield return item;
        }
    }

    private static async Task<SseItem<string>> NextAsync(IAsyncEnumerator<SseItem<string>> events)
    {
        Assert.True(await events.MoveNextAsync());
        return events.Current;
    }

    private static JsonElement Json(SseItem<string> item) => JsonDocument.Parse(item.Data).RootElement;
}
