using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using TapeDeck.TestKit;

namespace TapeDeck.Server.Tests.Runs;

/// <summary>Captures of other things than interfaces, and files by path, all through the API.</summary>
public sealed partial class CaptureInputTests : IAsyncDisposable
{
    private readonly TempFolder _root = new();
    private ServerFixture _server = null!;
    private HttpClient _program = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _root.Dispose();
    }

    [Fact]
    public async Task Capture_OfDummyTraffic_IsStreamedLiveAndKept()
    {
        await StartAsync();
        var id = await CreateAsync("captures", """{ "inputs": [{ "type": "dummy", "interval": "20ms" }] }""", start: false);
        await StatusAsync($"captures/{id}:start");
        using (var stream = await _program.GetAsync($"/api/v1/captures/{id}/stream", HttpCompletionOption.ResponseHeadersRead, Token))
        {
            await using var events = SseParser.Create(await stream.Content.ReadAsStreamAsync(Token)).EnumerateAsync(Token).GetAsyncEnumerator(Token);
            Assert.True(await events.MoveNextAsync());
            Assert.Equal("exchange", events.Current.EventType);
            Assert.Contains("www.w3.org", events.Current.Data, StringComparison.Ordinal);
        }

        var stopped = await StatusAsync($"captures/{id}:stop");
        Assert.Equal("stopped", stopped.GetProperty("state").GetString());
        var requests = stopped.GetProperty("progress").GetProperty("requests").GetInt32();
        Assert.True(requests > 0);
        Assert.Equal((requests, requests), await KeptAsync(stopped));
        await AssertBalancedAsync(id);
    }

    [Fact]
    public async Task Capture_OfAPacketFile_EndsByItselfWithAllOfIt()
    {
        await StartAsync();
        PcapFileWriter.Write(_root.File("traffic.pcap"), Enumerable.Range(1, 300).SelectMany(Conversation));
        var id = await CreateAsync("captures", """{ "inputs": [{ "type": "packet-file", "file": "ROOT/traffic.pcap", "ports": [80], "trackResponses": true }] }""");
        var ended = await EndAsync("captures", id);
        Assert.Equal("completed", ended.GetProperty("state").GetString());
        Assert.Equal((300, 300), await KeptAsync(ended));
        await AssertBalancedAsync(id);
    }

    [Fact]
    public async Task Capture_OfRelayedRecords_KeepsWhatAnotherSends()
    {
        await StartAsync();
        var receiver = await CreateAsync("captures", """{ "inputs": [{ "type": "tcp", "address": "127.0.0.1:0" }], "limits": { "maxRecords": 10 } }""");
        var port = await PortAsync(receiver);
        var plan = """{ "inputs": [{ "type": "dummy", "interval": "20ms" }], "outputs": [{ "type": "tcp", "address": "127.0.0.1:PORT", "connections": 1 }] }""";
        var sender = await CreateAsync("captures", plan.Replace("PORT", port, StringComparison.Ordinal));
        var ended = await EndAsync("captures", receiver);
        Assert.Equal((5, 5), await KeptAsync(ended));
        await AssertBalancedAsync(receiver);
        await StatusAsync($"captures/{sender}:stop");
        await AssertBalancedAsync(sender);
    }

    [Fact]
    public async Task Capture_OfAnHttpListener_KeepsWhatItIsSent()
    {
        await StartAsync();
        var id = await CreateAsync("captures", """{ "inputs": [{ "type": "http", "address": "127.0.0.1:0" }] }""");
        using var visitor = new HttpClient();
        using var answer = await visitor.GetAsync($"http://127.0.0.1:{await PortAsync(id)}/greet", Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var stopped = await StatusAsync($"captures/{id}:stop");
        Assert.Equal(1, (await KeptAsync(stopped)).Requests);
        await AssertBalancedAsync(id);
    }

    [Fact]
    public async Task Capture_WhoseOutputsShare_KeepsEverythingAllTheSame()
    {
        await StartAsync();
        var id = await CreateAsync("captures", """
            {
              "inputs": [{ "type": "dummy", "interval": "20ms" }], "splitOutputs": true, "limits": { "maxRecords": 12 },
              "outputs": [{ "type": "file", "path": "ROOT/a.gor", "append": true }, { "type": "file", "path": "ROOT/b.gor", "append": true }]
            }
            """);
        Assert.Equal((6, 6), await KeptAsync(await EndAsync("captures", id)));
        Assert.Equal((3, 3), Count(_root.File("a.gor")));
        Assert.Equal((3, 3), Count(_root.File("b.gor")));
    }

    [Fact]
    public async Task Replay_OfFilesByTheirNames_SendsWhatAllOfThemHold()
    {
        await StartAsync();
        var capture = """{ "inputs": [{ "type": "dummy", "interval": "20ms" }], "limits": { "maxRecords": 6 }, "outputs": [{ "type": "file", "path": "ROOT/x.gor" }] }""";
        var recording = (await EndAsync("captures", await CreateAsync("captures", capture))).GetProperty("recordingId").GetString();
        var indexed = await UntilAsync($"recordings/{recording}", answer => answer.GetProperty("state").GetString() == "healthy");
        Assert.Equal(3, indexed.GetProperty("exchanges").GetInt32());
        var replay = await CreateAsync("replays", $$"""
            {
              "inputs": [{ "type": "file", "files": ["ROOT/x.gor", "ROOT/x_*"], "speed": "max" }, { "type": "file", "recording": "{{recording}}", "speed": "max" }],
              "outputs": [{ "type": "file", "path": "ROOT/all.gor", "append": true }]
            }
            """);
        Assert.Equal("completed", (await EndAsync("replays", replay)).GetProperty("state").GetString());
        Assert.Equal((6, 6), Count(_root.File("all.gor")));
    }

    [Fact]
    public async Task Start_OfAPlanThatIsNotAllowedAnyMore_IsRefused()
    {
        var roots = _root.Path;
        _server = await ServerFixture.StartAsync(builder => builder.Configuration["TapeDeck:FileRoots:0"] = roots);
        _program = await _server.ProgramAsync();
        var id = await CreateAsync("captures", """{ "inputs": [{ "type": "dummy" }], "outputs": [{ "type": "file", "path": "ROOT/x.gor" }] }""", start: false);
        roots = _root.File("other");
        await _server.RestartAsync();
        _program = await _server.ProgramAsync();
        using var answer = await _program.PostAsync($"/api/v1/captures/{id}:start", null, Token);
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("TapeDeck:FileRoots", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    private async Task StartAsync()
    {
        _server = await ServerFixture.StartAsync(builder => builder.Configuration["TapeDeck:FileRoots:0"] = _root.Path);
        _program = await _server.ProgramAsync();
    }

    private async Task<string> CreateAsync(string kind, string plan, bool start = true)
    {
        var json = $$"""{ "start": {{(start ? "true" : "false")}}, "plan": {{plan.Replace("ROOT", _root.Path, StringComparison.Ordinal)}} }""";
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await _program.PostAsync($"/api/v1/{kind}", body, Token);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(Token));
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("id").GetString()!;
    }

    private async Task<JsonElement> StatusAsync(string action)
    {
        using var answer = await _program.PostAsync($"/api/v1/{action}", null, Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("status");
    }

    /// <summary>Where a capture listens.</summary>
    private async Task<string> PortAsync(string id)
    {
        var capture = await _program.GetFromJsonAsync<JsonElement>($"/api/v1/captures/{id}", Token);
        return Port().Match(capture.GetProperty("status").GetProperty("notes")[0].GetString()!).Groups[1].Value;
    }

    private async Task<JsonElement> EndAsync(string kind, string id) =>
        (await UntilAsync($"{kind}/{id}", run => run.GetProperty("status").TryGetProperty("endedAt", out _))).GetProperty("status");

    private async Task<JsonElement> UntilAsync(string path, Func<JsonElement, bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while (true)
        {
            var answer = await _program.GetFromJsonAsync<JsonElement>($"/api/v1/{path}", limit.Token);
            if (condition(answer))
            {
                return answer;
            }

            await Task.Delay(20, limit.Token);
        }
    }

    private async Task AssertBalancedAsync(string id)
    {
        var ledger = await _program.GetFromJsonAsync<JsonElement>($"/api/v1/captures/{id}/ledger", Token);
        Assert.All(ledger.GetProperty("accounts").EnumerateArray().ToArray(), account => Assert.True(account.GetProperty("inFlight").GetInt64() == 0, account.ToString()));
    }

    private async Task<(int Requests, int Responses)> KeptAsync(JsonElement status)
    {
        var recording = status.GetProperty("recordingId").GetString()!;
        await UntilAsync($"recordings/{recording}", answer => answer.GetProperty("state").GetString() == "healthy");
        return Count(_server.Folder.File("recordings", recording, "recording.gor"));
    }

    private static (int Requests, int Responses) Count(string file)
    {
        var text = File.ReadAllText(file, Encoding.Latin1);
        return (Request().Count(text), Response().Count(text));
    }

    private static IEnumerable<CapturedFrame> Conversation(int number)
    {
        var (client, server) = (new IPEndPoint(IPAddress.Parse("10.0.0.1"), 20_000 + number), new IPEndPoint(IPAddress.Parse("10.0.0.2"), 80));
        var request = Encoding.ASCII.GetBytes($"GET /{number} HTTP/1.1\r\nHost: a\r\n\r\n");
        var response = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray();
        byte[][] frames =
        [
            FrameBuilder.Tcp(client, server, 100, 0, FrameBuilder.Syn, []),
            FrameBuilder.Tcp(server, client, 500, 101, FrameBuilder.Syn | FrameBuilder.Ack, []),
            FrameBuilder.Tcp(client, server, 101, 501, FrameBuilder.Ack, request),
            FrameBuilder.Tcp(server, client, 501, (uint)(101 + request.Length), FrameBuilder.Ack, response),
        ];
        return frames.Select((frame, i) => new CapturedFrame(1_700_000_000_000_000_000 + (number * 1_000_000L) + (i * 1_000), frame));
    }

    [GeneratedRegex(@":(\d+)")]
    private static partial Regex Port();

    [GeneratedRegex("^GET ", RegexOptions.Multiline)]
    private static partial Regex Request();

    [GeneratedRegex(@"^HTTP/1\.1 200", RegexOptions.Multiline)]
    private static partial Regex Response();
}
