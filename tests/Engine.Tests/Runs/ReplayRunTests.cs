using System.Text;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Replay;
using TapeDeck.Engine.Runs;
using TapeDeck.Engine.Tests.Gor;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Runs;

/// <summary>Whole runs from a file to servers.</summary>
public sealed class ReplayRunTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_TwoHttpOutputs_BothGetEverythingAndHaveFiguresOfTheirOwn() // spec §13 checks 88, 89
    {
        await using var first = ScriptedTarget.Plain();
        await using var second = new ScriptedTarget((connection, request) => connection.SendAsync(
            request.AsSpan().StartsWith("GET /1"u8) ? "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n" : "HTTP/1.1 204 No\r\n\r\n"));
        await using var run = await RunAsync(Records.Requests(100), new HttpOutputPlan { Url = first.Address }, new HttpOutputPlan { Url = second.Address });

        Assert.Equal(RunState.Completed, run.State);
        var lines = Enumerable.Range(0, 100).Select(i => $"GET /{i} HTTP/1.1").Order();
        Assert.Equal(lines, first.RequestLines.Order());
        Assert.Equal(lines, second.RequestLines.Order());
        var outputs = run.Progress().Outputs;
        Assert.Equal([$"http {first.Address}", $"http {second.Address}"], outputs.Select(output => output.Name));
        Assert.Equal(new Dictionary<int, long> { [200] = 100 }, outputs[0].Replay!.ByStatus);
        Assert.Equal(new Dictionary<int, long> { [204] = 89, [500] = 11 }, outputs[1].Replay!.ByStatus);
        Assert.Equal(outputs[0].Replay!.ByStatus, run.Progress().Replay!.ByStatus);
        AssertBalanced(run);
    }

    [Fact]
    public async Task Run_OneOutputHangsAndDropsWhatItCannotTake_TheOtherIsNotDelayed() // spec §13 check 84
    {
        var gate = new TaskCompletionSource();
        await using var dead = new ScriptedTarget(async (connection, _) =>
        {
            await Task.WhenAny(gate.Task, connection.HangAsync());
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        });
        await using var alive = ScriptedTarget.Plain();
        var hanging = new HttpOutputPlan
        {
            Url = dead.Address,
            Connections = 1,
            Timeout = TimeSpan.FromMinutes(1),
            Queue = new QueuePlan { Capacity = 10, WhenFull = QueueFullPolicy.DropNewest },
        };
        await using var run = await CreateAsync(new Plan { Outputs = [hanging, new HttpOutputPlan { Url = alive.Address }] }, Records.Requests(3000));
        run.Start();
        while (run.Progress().Outputs[1].Replay!.Succeeded < 3000)
        {
            await Task.Delay(5, Cancellation);
        }

        Assert.Equal(0, run.Progress().Outputs[0].Delivered);
        var dropped = run.Progress().Outputs[0].Dropped[LedgerReason.QueueFull];
        Assert.InRange(dropped, 3000 - 10 - 512 - 256 - 1, 2990); // no more than queue, sender and one batch can hold was kept
        Assert.InRange(run.Progress().Outputs[0].Waiting, 1, 530);
        gate.SetResult();
        await run.Completion;
        Assert.Equal(3000 - dropped, run.Progress().Outputs[0].Delivered);
        AssertBalanced(run);
    }

    [Fact]
    public async Task Run_TargetDownForOneOutput_IsCountedByReason() // spec §13 check 81
    {
        await using var alive = ScriptedTarget.Plain();
        await using var run = await RunAsync(
            Records.Requests(50), new HttpOutputPlan { Url = $"127.0.0.1:{FreePort.Next()}" }, new HttpOutputPlan { Url = alive.Address });
        Assert.Equal(RunState.Completed, run.State);
        Assert.Equal(50, run.Progress().Outputs[0].Replay!.ByFailure[LedgerReason.Refused]);
        Assert.Equal(50, alive.Requests.Count);
        AssertBalanced(run);
    }

    [Fact]
    public async Task Run_AnswersTracked_ReachTheFileAndNoOtherHttpOutput() // spec §13 check 85
    {
        await using var target = ScriptedTarget.Plain();
        await using var other = ScriptedTarget.Plain();
        var file = new FileOutputPlan { Path = _folder.File("out.gor"), Append = true };
        await using var run = await RunAsync(
            Records.Requests(30), new HttpOutputPlan { Url = target.Address, TrackResponses = true }, new HttpOutputPlan { Url = other.Address }, file);
        var (written, damages) = GorText.ReadFile(_folder.File("out.gor"));
        Assert.Empty(damages);
        var answers = written.Where(record => record.Kind == RecordKind.ReplayedResponse).ToList();
        Assert.Equal(Records.Requests(30).Select(request => request.Id.ToString()), answers.Select(answer => answer.Id.ToString()).Order());
        Assert.All(answers, answer => Assert.Equal("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", Encoding.Latin1.GetString(answer.Payload.Span)));
        Assert.Equal(30, written.Count(record => record.Kind == RecordKind.Request));
        Assert.Equal((30, 30), (target.Requests.Count, other.Requests.Count));
        AssertBalanced(run);
    }

    [Fact]
    public async Task Run_SessionsKept_ArriveInOrder() // spec §13 check 86
    {
        await using var target = ScriptedTarget.Plain();
        var records = Enumerable.Range(0, 200).Select(i => Records.Request(i, $"/{i % 8}/{i / 8}", i) with { Id = RecordId.From($"{i % 8:x16}{i:x8}") }).ToArray();
        await using var run = await RunAsync(new Plan { KeepSessions = true, Outputs = [new HttpOutputPlan { Url = target.Address, Connections = 8 }] }, records);
        Assert.All(
            target.RequestLines.GroupBy(line => line.Split('/')[1]),
            session => Assert.Equal(Enumerable.Range(0, 25).Select(n => $"GET /{session.Key}/{n} HTTP/1.1"), session));
        Assert.Equal(8, target.Connections);
        AssertBalanced(run);
    }

    [Fact]
    public async Task Run_BinaryOutput_SendsPayloads()
    {
        await using var peer = new TcpPeer((_, _, _) => Task.FromResult(false));
        await using var run = await RunAsync(Records.Requests(3), new BinaryOutputPlan { Address = peer.Address });
        Assert.Equal(3, run.Progress().Outputs[0].Delivered);
        Assert.Equal(3, peer.Connections);
        AssertBalanced(run);
    }

    [Fact]
    public async Task Run_Elasticsearch_GetsADocumentForEachExchangeWithoutFurtherOptions() // spec §13 check 90
    {
        await using var target = ScriptedTarget.Plain();
        await using var server = new BulkServer();
        await using var run = await RunAsync(
            Records.Requests(40), new HttpOutputPlan { Url = target.Address, Elasticsearch = new ElasticsearchPlan { Url = $"{server.Address}/gor" } });
        Assert.Equal(40, server.Stored.Count);
        Assert.Equal(40, run.Ledger.Account("output 1 elasticsearch").Snapshot().Delivered);
        Assert.Empty(run.Warnings);
        AssertBalanced(run);
    }

    [Fact]
    public async Task Run_ElasticsearchRefuses_SaysSo()
    {
        await using var target = ScriptedTarget.Plain();
        await using var server = new BulkServer { StatusOfRequest = _ => 401 };
        await using var run = await RunAsync(
            Records.Requests(4), new HttpOutputPlan { Url = target.Address, Elasticsearch = new ElasticsearchPlan { Url = $"{server.Address}/gor" } });
        Assert.Contains("401", Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.Equal(4, target.Requests.Count);
        AssertBalanced(run);
    }

    [Fact]
    public async Task Run_TargetLeadsToAGuardedAddress_IsForbidden()
    {
        await using var target = ScriptedTarget.Plain();
        var options = new RunOptions { TargetCheck = new NothingIsAllowed() };
        await using var run = await RunAsync(new Plan { Outputs = [new HttpOutputPlan { Url = target.Address }] }, Records.Requests(2), options);
        Assert.Equal(2, run.Progress().Replay!.ByFailure[LedgerReason.Forbidden]);
        Assert.Equal(0, target.Connections);
    }

    private static void AssertBalanced(Run run) => Assert.All(run.Ledger.Snapshot(), entry => Assert.Equal(0, entry.InFlight));

    private Task<Run> RunAsync(Record[] records, params OutputPlan[] outputs) => RunAsync(new Plan { Outputs = outputs }, records);

    private async Task<Run> RunAsync(Plan plan, Record[] records, RunOptions? options = null)
    {
        var run = await CreateAsync(plan, records, options);
        run.Start();
        await run.Completion;
        return run;
    }

    private async Task<Run> CreateAsync(Plan plan, Record[] records, RunOptions? options = null)
    {
        await File.WriteAllBytesAsync(_folder.File("in.gor"), GorText.Write(records), Cancellation);
        var input = new FileInputPlan { Files = [_folder.File("in.gor")], Speed = ReplaySpeed.Max };
        return await Run.CreateAsync(plan with { Inputs = [input] }, options ?? new RunOptions());
    }

    private sealed class NothingIsAllowed : ITargetCheck
    {
        public string? Objection(string host, int port, System.Net.IPAddress address) => "No.";
    }
}
