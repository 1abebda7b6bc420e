using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using TapeDeck.Client.Ports;
using TapeDeck.Server.Tests.Live;
using TapeDeck.TestKit;

namespace TapeDeck.Server.Tests.Hubs;

public sealed class LiveHubTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Subscribe_FromOutside_GetsExchangesAndTheirCompletionUntilTheEnd()
    {
        await using var server = await ServerFixture.StartAsync();
        var feed = await OpenCapture.AddAsync(server);
        await using var hub = await ConnectAsync(server, await SecretAsync(server));
        await feed.WriteAsync(new[] { Records.Request(1, "/orders"), Records.Request(2, "/other") }, Token);
        await using var batches = hub.StreamAsync<JsonElement>("Subscribe", OpenCapture.Id, "orders", Token).GetAsyncEnumerator(Token);
        Assert.True(await batches.MoveNextAsync());
        var exchange = Assert.Single(batches.Current.GetProperty("exchanges").EnumerateArray().ToArray());
        Assert.Equal("/orders", exchange.GetProperty("target").GetString());
        Assert.False(exchange.TryGetProperty("status", out _));
        await feed.WriteAsync(new[] { Records.Response(1, 201) }, Token);
        Assert.True(await batches.MoveNextAsync());
        Assert.Equal(201, batches.Current.GetProperty("exchanges")[0].GetProperty("status").GetInt32());
        Assert.Equal(0, batches.Current.GetProperty("dropped").GetInt64());
        await feed.CompleteAsync(Token);
        Assert.False(await batches.MoveNextAsync());
    }

    [Fact]
    public async Task Subscribe_UnknownCapture_IsToldSo()
    {
        await using var server = await ServerFixture.StartAsync();
        await using var hub = await ConnectAsync(server, await SecretAsync(server));
        var fault = await Assert.ThrowsAsync<HubException>(async () => await hub.StreamAsync<JsonElement>("Subscribe", "none", null, Token).ToListAsync(Token));
        Assert.Contains("none", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_WithoutToken_IsRefused()
    {
        await using var server = await ServerFixture.StartAsync();
        var fault = await Assert.ThrowsAsync<HttpRequestException>(() => ConnectAsync(server, null));
        Assert.Equal(HttpStatusCode.Unauthorized, fault.StatusCode);
    }

    private static async Task<string> SecretAsync(ServerFixture server) =>
        (await server.Application.Services.GetRequiredService<IApiTokens>().CreateAsync("hub", null, Token)).Value!.Secret;

    private static async Task<HubConnection> ConnectAsync(ServerFixture server, string? secret)
    {
        var hub = new HubConnectionBuilder()
            .WithUrl(new Uri(server.Address, "/hubs/live"), options => options.AccessTokenProvider = () => Task.FromResult(secret)).Build();
        await hub.StartAsync(Token);
        return hub;
    }
}
