using System.Text.Json;
using TapeDeck.TestKit;

namespace TapeDeck.EndToEnd.Tests.Rest;

/// <summary>The whole job from a script: capture, follow, browse, replay, account for it.</summary>
public sealed class RestStoryTests(Dashboard dashboard)
{
    private ApiClient Api => dashboard.Api;

    [Fact]
    public async Task Capture_MadeStartedFollowedAndStopped_IsInTheLibrary()
    {
        await using var site = await NginxServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        var made = (await Api.PostAsync("/captures", $$"""
            { "name": "Scripted", "plan": { "inputs": [ { "type": "capture", "interface": "lo", "ports": [ {{site.Port}} ], "trackResponses": true } ] } }
            """)).Expect(201).Json;
        var id = made.GetProperty("id").GetString()!;
        Assert.Equal("pending", State(made));
        Assert.Equal("running", State((await Api.PostAsync($"/captures/{id}:start")).Expect(200).Json));
        await using var stream = ToolProcess.Start("curl", ["--silent", "--no-buffer", .. Api.WithToken(Api.Address($"/captures/{id}/stream?q=path:/scripted/"))]);
        (await Api.GetAsync($"/captures/{id}/stream?q=status%3E%3D5oo")).Expect(400);
        await Curl.SendAsync($"{site.Url}json"); // does not fit the query of the stream
        await Curl.SendAsync($"{site.Url}scripted/[1-5]");
        await stream.WaitUntilAsync(() => Exchanges(stream.OutputText).Any(exchange => Target(exchange) == "/scripted/5" && exchange.TryGetProperty("status", out _)), "the last response");
        var stopped = (await Api.PostAsync($"/captures/{id}:stop")).Expect(200).Json;
        Assert.Equal("stopped", State(stopped));
        Assert.Equal(0, await stream.WaitForExitAsync());
        Assert.EndsWith("event: end\ndata: {}", stream.OutputText.Trim(), StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(1, 5).Select(i => $"/scripted/{i}"), Exchanges(stream.OutputText).Select(Target).Distinct());
        ExpectBalance((await Api.GetAsync($"/captures/{id}/ledger")).Expect(200).Json);

        var recording = stopped.GetProperty("status").GetProperty("recordingId").GetString()!;
        var listed = (await Api.GetAsync("/recordings")).Expect(200).Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString());
        Assert.Contains(recording, listed);
        Assert.Equal(6, (await Api.WaitForIndexAsync(recording)).GetProperty("exchanges").GetInt64());
        (await Api.DeleteAsync($"/captures/{id}")).Expect(204);
        (await Api.GetAsync($"/captures/{id}")).Expect(404);
    }

    [Fact]
    public async Task Exchanges_InWindows_LeadToTheBytesOfEveryMessage()
    {
        var recording = $"/recordings/{await dashboard.SampleAsync()}";
        var window = (await Api.GetAsync($"{recording}/exchanges?start=295&limit=10")).Expect(200).Json;
        Assert.Equal(SampleTraffic.Count, window.GetProperty("totalExact").GetInt64());
        var targets = window.GetProperty("items").EnumerateArray().Select(Target);
        Assert.Equal([.. Enumerable.Range(296, 5).Select(i => $"/page/{i}"), .. SampleTraffic.Others.Take(5).Select(other => other.Target)], targets);

        var order = Assert.Single((await Api.GetAsync($"{recording}/exchanges?q=orders%20method:POST%20status:2xx")).Expect(200).Json.GetProperty("items").EnumerateArray().ToArray());
        var exchange = $"{recording}/exchanges/{order.GetProperty("number").GetString()}";
        var detail = (await Api.GetAsync(exchange)).Expect(200).Json;
        Assert.Equal("POST", detail.GetProperty("exchange").GetProperty("method").GetString());
        Assert.StartsWith("POST /orders HTTP/1.1\r\nHost: ", (await Api.GetAsync($"{exchange}/request")).Expect(200).Text, StringComparison.Ordinal);
        Assert.Equal(SampleTraffic.Order, (await Api.GetAsync($"{exchange}/request/body")).Expect(200).Text);
        Assert.Equal("hello from nginx /orders\n", (await Api.GetAsync($"{exchange}/response/body")).Expect(200).Text);

        var inBody = (await Api.GetAsync($"{recording}/exchanges?q=body.$.order%3E1%20header.content-type:json")).Expect(200).Json;
        Assert.Equal("/orders", Target(Assert.Single(inBody.GetProperty("items").EnumerateArray().ToArray())));
        Assert.True(inBody.GetProperty("search").GetProperty("complete").GetBoolean());
        var methods = (await Api.GetAsync($"{recording}/fields/method/values?prefix=d")).Expect(200).Json.GetProperty("items");
        Assert.Equal(("DELETE", 1), (methods[0].GetProperty("value").GetString(), methods[0].GetProperty("count").GetInt32()));
        Assert.Contains("latency", (await Api.GetAsync($"{recording}/fields")).Expect(200).Json.GetProperty("items").EnumerateArray().Select(field => field.GetProperty("name").GetString()));
        var packed = Assert.Single((await Api.GetAsync($"{recording}/exchanges?q=gzip")).Expect(200).Json.GetProperty("items").EnumerateArray().ToArray());
        var body = await Api.GetAsync($"{recording}/exchanges/{packed.GetProperty("number").GetString()}/response/body?decoded=true");
        Assert.Equal("café", body.Expect(200).Json.GetProperty("name").GetString());
        Assert.Equal("application/octet-stream", body.ContentType);
    }

    [Fact]
    public async Task Replay_WithRules_AccountsForEveryRequest()
    {
        await using var target = await NginxServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        var id = await Api.StartReplayAsync(await dashboard.SampleAsync(), target.Url, "max", """
            [ { "kind": "allow-url", "pattern": "^/(page|status)/" }, { "kind": "set-header", "name": "X-Replayed", "value": "1" }, { "kind": "rewrite-url", "pattern": "^/page/", "value": "/seite/" } ]
            """);
        var events = await Api.FollowAsync($"/replays/{id}");
        Assert.EndsWith("event: end\ndata: {}", events.Trim(), StringComparison.Ordinal);
        var run = (await Api.GetAsync($"/replays/{id}")).Expect(200).Json;
        Assert.Equal("completed", State(run));
        const int Sent = SampleTraffic.Pages + 5; // the HEAD request and four statuses
        var figures = run.GetProperty("status").GetProperty("progress").GetProperty("replay");
        Assert.Equal((Sent, 0), (figures.GetProperty("sent").GetInt64(), figures.GetProperty("failed").GetInt64()));
        var results = (await Api.GetAsync($"/replays/{id}/results?limit=1000")).Expect(200).Json;
        Assert.Equal(Sent, results.GetProperty("totalExact").GetInt64());
        var outcomes = results.GetProperty("items").EnumerateArray().Select(result =>
            $"{result.GetProperty("method").GetString()} {Target(result)} {result.GetProperty("status").GetInt32()} 127.0.0.1:{target.Port}");
        Assert.Equal((await target.RequestsAsync(Sent)).Order(), outcomes.Order());
        Assert.All(results.GetProperty("items").EnumerateArray(), result => Assert.Equal(result.GetProperty("recordedStatus").GetInt32(), result.GetProperty("status").GetInt32()));
        Assert.Contains("X-Replayed: 1\r\n", (await Api.GetAsync($"/replays/{id}/results/0/request")).Expect(200).Text, StringComparison.Ordinal);
        ExpectBalance((await Api.GetAsync($"/replays/{id}/ledger")).Expect(200).Json);
    }

    private static string State(JsonElement run) => run.GetProperty("status").GetProperty("state").GetString()!;

    private static string Target(JsonElement exchange) => exchange.GetProperty("target").GetString()!;

    /// <summary>The exchanges of an event stream.</summary>
    private static IEnumerable<JsonElement> Exchanges(string events) => events.Split("\n\n")
        .Where(part => part.StartsWith("event: exchange\n", StringComparison.Ordinal))
        .Select(part => part.Split('\n').FirstOrDefault(line => line.StartsWith("data: ", StringComparison.Ordinal)))
        .OfType<string>().Where(line => line.EndsWith('}')).Select(line => JsonElement.Parse(line["data: ".Length..]));

    private static void ExpectBalance(JsonElement ledger)
    {
        Assert.NotEqual(0, ledger.GetProperty("accounts").GetArrayLength());
        Assert.All(ledger.GetProperty("accounts").EnumerateArray(), account => Assert.Equal(
            account.GetProperty("seen").GetInt64(),
            account.GetProperty("delivered").GetInt64() + account.GetProperty("filtered").GetInt64()
                + account.GetProperty("dropped").EnumerateObject().Sum(reason => reason.Value.GetInt64())));
    }
}
