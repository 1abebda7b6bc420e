using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;
using TapeDeck.TestKit;

namespace TapeDeck.EndToEnd.Tests.Rest;

/// <summary>A SignalR client outside follows a capture.</summary>
public sealed class HubTests(Dashboard dashboard)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Subscribe_WithToken_GetsEveryExchangeUntilTheEnd()
    {
        await using var site = await NginxServer.StartAsync(cancellationToken: Token);
        var capture = await dashboard.Api.StartCaptureAsync("Seen by a hub client", site.Port);
        await using var hub = await ConnectAsync(dashboard.Api.Token);
        var complete = new HashSet<string>();
        await using var batches = hub.StreamAsync<JsonElement>("Subscribe", capture, "/hub/", Token).GetAsyncEnumerator(Token);
        await Curl.SendAsync($"{site.Url}{{hub,other}}/[1-20]");
        while (complete.Count < 20 && await batches.MoveNextAsync())
        {
            Assert.Equal(0, batches.Current.GetProperty("dropped").GetInt64());
            complete.UnionWith(batches.Current.GetProperty("exchanges").EnumerateArray()
                .Where(exchange => exchange.TryGetProperty("status", out _)).Select(exchange => exchange.GetProperty("target").GetString()!));
        }

        Assert.Equal(Enumerable.Range(1, 20).Select(i => $"/hub/{i}").Order(), complete.Order());
        await dashboard.Api.StopCaptureAsync(capture);
        while (await batches.MoveNextAsync())
        {
            Assert.Empty(batches.Current.GetProperty("exchanges").EnumerateArray()); // heartbeats until the end
        }
    }

    [Fact]
    public async Task Connect_WithoutToken_IsRefused()
    {
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => ConnectAsync(null));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    private async Task<HubConnection> ConnectAsync(string? token)
    {
        var hub = new HubConnectionBuilder()
            .WithUrl(new Uri(dashboard.Server.Url, "/hubs/live"), options => options.AccessTokenProvider = () => Task.FromResult(token)).Build();
        await hub.StartAsync(Token);
        return hub;
    }
}
