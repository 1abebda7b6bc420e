using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Tests.Pipeline.Outputs;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Elasticsearch;

/// <summary>Exporting exchanges over the bulk API to a server that is strict about it (spec §5.7; §13 check 90).</summary>
public class ElasticsearchExportTests
{
    private readonly HttpReplay _replay = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private LedgerEntry Documents => _replay.Options.Ledger.Account("http test elasticsearch").Snapshot();

    [Theory]
    [InlineData("{0}/gor", "gor")]
    [InlineData("http://{0}/gor", "gor")]
    [InlineData("u:p@{0}/gor-%Y", "gor-")]
    public async Task Write_TwelveHundredRequests_AreTwelveHundredDocuments(string url, string index)
    {
        await using var server = new BulkServer { Authorization = url.Contains('@') ? "Basic dTpw" : null };
        await using var target = ScriptedTarget.Plain();
        _replay.Options = _replay.Options with { Results = null };
        await _replay.RunAsync(Plan(target, url.Replace("{0}", server.Address, StringComparison.Ordinal)), Records.Requests(1200));
        Assert.Equal(1200, server.Stored.Count);
        Assert.All(server.Stored, stored => Assert.StartsWith(index, stored.Index, StringComparison.Ordinal));
        Assert.Equal(
            Enumerable.Range(0, 1200).Select(i => $"/{i}").Order(), server.Stored.Select(stored => stored.Document.GetProperty("Req_URL").GetString()).Order());
        Assert.All(server.Stored, stored => Assert.Equal((JsonValueKind.Number, "200"), (stored.Document.GetProperty("RTT").ValueKind, stored.Document.GetProperty("Resp_Status").GetString())));
        Assert.Equal((1200, 1200, 0), (Documents.Seen, Documents.Delivered, Documents.InFlight));
        Assert.InRange(server.Requests, 3, 40);
        Assert.All(server.Heads, head => Assert.StartsWith("POST /_bulk HTTP/1.1\r\n", head, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Write_RequestsWithoutAnswer_AreNoDocuments()
    {
        await using var server = new BulkServer();
        await _replay.RunAsync(
            new HttpOutputPlan { Url = $"127.0.0.1:{FreePort.Next()}", Elasticsearch = new ElasticsearchPlan { Url = $"{server.Address}/gor" } }, Records.Requests(5));
        Assert.Equal((0, 0), (server.Requests, Documents.Seen));
    }

    [Fact]
    public async Task Write_SomeDocumentsAreRefused_OthersAreStoredAndTheRefusedAreCounted()
    {
        await using var server = new BulkServer { StatusOfDocument = (_, document) => UrlOf(document).EndsWith('7') ? 400 : 201 };
        await using var target = ScriptedTarget.Plain();
        await using var output = _replay.Open(Plan(target, $"{server.Address}/gor"));
        await _replay.WriteAsync(output, Records.Requests(100));
        await output.CompleteAsync(Cancellation);
        Assert.Equal((90, 10, 0), (Documents.Delivered, Documents.Dropped[LedgerReason.Rejected], Documents.InFlight));
        Assert.Equal(["Elasticsearch: document_parsing_exception: as the test wants"], output.Warnings);
    }

    [Fact]
    public async Task Write_ServerHasNoTimeForSome_TheyAreRepeatedAlone()
    {
        await using var server = new BulkServer { StatusOfDocument = (request, document) => request == 1 && UrlOf(document).EndsWith('7') ? 429 : 201 };
        await using var target = ScriptedTarget.Plain();
        await _replay.RunAsync(Plan(target, $"{server.Address}/gor"), Records.Requests(100));
        Assert.Equal((100, 0), (Documents.Delivered, Documents.TotalDropped));
        Assert.Equal(100, server.Stored.Select(stored => UrlOf(stored.Document)).Distinct().Count());
        Assert.Equal(100, server.Stored.Count);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    [InlineData(502)]
    public async Task Write_ServerHasNoTimeAtAll_IsTriedAgainUntilItHas(int status)
    {
        await using var server = new BulkServer { StatusOfRequest = number => number <= 2 ? status : 200 };
        await using var target = ScriptedTarget.Plain();
        await _replay.RunAsync(Plan(target, $"{server.Address}/gor"), Records.Requests(10));
        Assert.Equal((10, 0, 10), (Documents.Delivered, Documents.TotalDropped, server.Stored.Count));
        Assert.InRange(server.Requests, 3, 12); // the documents may come in more than one batch
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    public async Task Write_ServerRefusesAll_IsCountedAtOnceAndSaidOnce(int status)
    {
        await using var server = new BulkServer { StatusOfRequest = _ => status };
        await using var target = ScriptedTarget.Plain();
        await using var output = _replay.Open(Plan(target, $"{server.Address}/gor"));
        await _replay.WriteAsync(output, Records.Requests(10));
        await output.CompleteAsync(Cancellation);
        Assert.Equal((0, 10), (Documents.Delivered, Documents.Dropped[LedgerReason.Rejected]));
        Assert.Equal([$"Elasticsearch: The server answered {status}, scripted_exception: as the test wants."], output.Warnings);
    }

    [Fact]
    public async Task Write_BatchTooLarge_IsHalvedUntilItFits()
    {
        await using var server = new BulkServer { MostBytes = 3000 };
        await using var target = ScriptedTarget.Plain();
        await _replay.RunAsync(Plan(target, $"{server.Address}/gor"), [.. Records.Requests(60), Records.Request(60, "/" + new string('x', 4000))]);
        Assert.Equal((60, 1), (Documents.Delivered, Documents.Dropped[LedgerReason.TooLarge]));
        Assert.Equal(60, server.Stored.Count);
    }

    [Fact]
    public async Task Write_ServerComesLater_NothingIsLost()
    {
        var port = FreePort.Next();
        await using var target = ScriptedTarget.Plain();
        await using var output = _replay.Open(Plan(target, $"127.0.0.1:{port}/gor"));
        await _replay.WriteAsync(output, Records.Requests(10));
        await HttpReplay.WaitUntilAsync(() => output.Warnings.Count > 0);
        Assert.Contains("refused", output.Warnings[0], StringComparison.OrdinalIgnoreCase);
        await using var server = new BulkServer(port);
        await output.CompleteAsync(Cancellation);
        Assert.Equal((10, 10), (Documents.Delivered, server.Stored.Count));
    }

    [Fact]
    public async Task Complete_ServerNeverComes_EndsWithinTheDrainLimitAndCounts()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        _replay.Options = _replay.Options with { Time = time, DrainTimeout = TimeSpan.FromMilliseconds(300) };
        await using var target = ScriptedTarget.Plain();
        await using var output = _replay.Open(Plan(target, $"127.0.0.1:{FreePort.Next()}/gor"));
        await _replay.WriteAsync(output, Records.Requests(10));
        var ending = output.CompleteAsync(Cancellation).AsTask();
        await HttpReplay.WaitUntilAsync(() => output.Warnings.Count > 0);
        Assert.False(ending.IsCompleted);
        while (!ending.IsCompleted)
        {
            time.Advance(_replay.Options.DrainTimeout);
            await Task.Delay(1, Cancellation);
        }

        await ending;
        Assert.Equal((10, 10, 0), (Documents.Seen, Documents.Dropped[LedgerReason.Refused], Documents.InFlight));
        Assert.Equal(10, _replay.Account.Snapshot().Delivered);
    }

    [Fact]
    public async Task Write_ServerHangs_ReplayGoesOnAndDocumentsWithoutRoomAreCounted()
    {
        var gate = new TaskCompletionSource();
        await using var server = new BulkServer { Gate = gate.Task };
        await using var target = ScriptedTarget.Plain();
        await using var output = _replay.Open(Plan(target, $"{server.Address}/gor"));
        await _replay.WriteAsync(output, Records.Requests(12_000));
        await HttpReplay.WaitUntilAsync(() => output.Progress.Succeeded == 12_000);
        Assert.Equal(0, Documents.Delivered);
        gate.SetResult();
        await output.CompleteAsync(Cancellation);
        var lost = Documents.Dropped[LedgerReason.QueueFull];
        Assert.InRange(lost, 1, 2000);
        Assert.Equal((12_000, 12_000 - lost, 0), (Documents.Seen, Documents.Delivered, Documents.InFlight));
    }

    [Fact]
    public async Task Complete_Abandoned_CountsWhatIsLeft()
    {
        await using var server = new BulkServer { Gate = new TaskCompletionSource().Task };
        await using var target = ScriptedTarget.Plain();
        await using var output = _replay.Open(Plan(target, $"{server.Address}/gor"));
        await _replay.WriteAsync(output, Records.Requests(20));
        using var abandon = new CancellationTokenSource();
        var ending = output.CompleteAsync(abandon.Token).AsTask();
        await HttpReplay.WaitUntilAsync(() => server.Requests > 0);
        await abandon.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ending);
        Assert.Equal((20, 0), (Documents.Dropped[LedgerReason.Stopped], Documents.InFlight));
    }

    [Fact]
    public async Task Write_FewRequests_ReachTheServerWithinASecondWithoutAnEnd()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        _replay.Options = _replay.Options with { Time = time };
        await using var server = new BulkServer();
        await using var target = ScriptedTarget.Plain();
        await using var output = _replay.Open(Plan(target, $"{server.Address}/gor"));
        await _replay.WriteAsync(output, Records.Requests(3));
        await HttpReplay.WaitUntilAsync(() => Documents.Seen == 3);
        while (server.Requests == 0)
        {
            time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Delay(5, Cancellation);
        }

        await HttpReplay.WaitUntilAsync(() => Documents.Delivered == 3);
        await output.CompleteAsync(Cancellation);
    }

    [Fact]
    public async Task Write_ServerAnswersNoBulkAnswer_IsInvalid()
    {
        await using var server = ScriptedTarget.Plain();
        await using var target = ScriptedTarget.Plain();
        await _replay.RunAsync(Plan(target, $"{server.Address}/gor"), Records.Requests(3));
        Assert.Equal(3, Documents.Dropped[LedgerReason.InvalidResponse]);
    }

    [Fact]
    public void Open_AddressThatCannotWork_IsAFaultOfThePlan()
    {
        var plan = new HttpOutputPlan { Url = "ftp://x", Elasticsearch = new ElasticsearchPlan { Url = "localhost:9200" } };
        Assert.Equal(["/url", "/elasticsearch/url"], Assert.Throws<PlanException>(() => _replay.Open(plan)).Faults.Select(fault => fault.Path));
    }

    [Theory]
    [InlineData("text/plain", "{\"index\":{\"_index\":\"gor\"}}\n{}\n", 406)]
    [InlineData("application/x-ndjson", "{\"index\":{\"_index\":\"gor\"}}\n{}", 400)]
    [InlineData("application/x-ndjson", "{\"index\":{\"_index\":\"gor\",\"_type\":\"RequestResponse\"}}\n{}\n", 400)]
    [InlineData("application/x-ndjson", "{\"store\":{\"_index\":\"gor\"}}\n{}\n", 400)]
    [InlineData("application/x-ndjson", "{\"index\":{}}\n{}\n", 400)]
    [InlineData("application/x-ndjson", "{\"index\":{\"_index\":\"gor\"}}\n{}\n", 200)]
    public async Task Server_OfTheseTests_IsAsStrictAsTheReal(string type, string body, int status)
    {
        await using var server = new BulkServer();
        var (_, code, _) = await ToolProcess.RunAsync(
            "curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "-H", $"Content-Type: {type}", "--data-binary", body, $"http://{server.Address}/_bulk");
        Assert.Equal($"{status}", code);
    }

    private static string UrlOf(JsonElement document) => document.GetProperty("Req_URL").GetString()!;

    private static HttpOutputPlan Plan(ScriptedTarget target, string url) => new() { Url = target.Address, Elasticsearch = new ElasticsearchPlan { Url = url } };
}
