using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Pipeline;
using TapeDeck.Engine.Pipeline.Middleware;
using TapeDeck.Engine.Plans;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Pipeline.Middleware;

/// <summary>Answers of outputs and a middleware: check 116 of the specification, and the examples of the documentation.</summary>
public sealed class MiddlewareAnswersTests : IDisposable
{
    private readonly Ledger _ledger = new();
    private readonly CancellationTokenSource _stop = new();
    private TimeProvider _time = TimeProvider.System;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _stop.Dispose();

    [Fact]
    public async Task Run_EchoAndTrackedAnswers_ProcessAndOutputSeeAllThreeOfEachExchange()
    {
        var server = new AnsweringOutput(_ledger.Account("server"), "server");
        var file = Open("file");
        var records = Enumerable.Range(0, 300).SelectMany(i => new[] { Records.Request(i), Records.Response(i) });

        await RunAsync(["cat"], new MemoryInput(records.Chunk(50)), server, file);

        Assert.Equal(900, file.Taken.Count);
        Assert.All(file.Taken.GroupBy(record => record.Id), exchange => Assert.Equal([1, 2, 3], exchange.Select(record => (int)record.Kind).Order()));
        Assert.Equal(600, server.Taken.Count);
        Assert.Equal((900, 900), (Middleware.Seen, Middleware.Delivered));
        Assert.Equal(300, _ledger.Account(Ledger.Answers).Snapshot().Delivered);
    }

    [Fact]
    public async Task Run_EverythingIsSlowerThanTheInput_NobodyWaitsInACircle()
    {
        var server = new AnsweringOutput(_ledger.Account("server"), "server");
        await RunAsync(["cat"], new MemoryInput(Records.Requests(20_000).Chunk(256)), server);
        Assert.Equal(20_000, server.Taken.Count);
        Assert.Equal(20_000, _ledger.Account(Ledger.Answers).Snapshot().Delivered);
    }

    [Fact]
    public async Task Run_ProcessHoldsRecordsBackUntilTheEnd_TheyStillReachTheOutputs()
    {
        var server = new AnsweringOutput(_ledger.Account("server"), "server");
        var file = Open("file");
        await RunAsync(["sort"], new MemoryInput(Records.Requests(100)), server, file);
        Assert.Equal(100, file.Taken.Count);
        Assert.Equal((100, 100), (Middleware.Seen, Middleware.Delivered));
        Assert.Equal(100, _ledger.Account("server").Snapshot().Dropped[LedgerReason.Stopped]);
    }

    [Fact]
    public async Task Run_ProcessStartsLaterThanTheInputEnds_NothingIsLost()
    {
        using var folder = new TempFolder();
        var server = new AnsweringOutput(_ledger.Account("server"), "server");
        _time = new FakeTimeProvider();
        var run = RunAsync(["sh", "-c", $"until test -e '{folder.File("go")}'; do sleep 0.02; done; exec cat"], new MemoryInput(Records.Requests(100)), server);
        await Eventually.HoldsAsync(() => Middleware.Seen == 100);
        for (var i = 0; i < 100; i++)
        {
            await AdvanceAsync(); // two seconds in all
        }

        await File.WriteAllTextAsync(folder.File("go"), "", Token);
        await Eventually.HoldsAsync(() => server.Taken.Count == 100);
        while (!run.IsCompleted)
        {
            await AdvanceAsync();
        }

        await run;
        Assert.Equal(0, _ledger.Account("server").Snapshot().TotalDropped);
    }

    [Theory]
    [InlineData("python3", "python/rewrite_token.py")]
    [InlineData("node", "node/rewrite-token.js")]
    public async Task Run_TokenExample_SendsTheTargetsTokenInsteadOfTheRecordedOne(string program, string script)
    {
        var server = new AnsweringOutput(_ledger.Account("server"), "server", request => Target(request) == "/login" ? Login("new token") : Ok(""));
        var file = Open("file");
        Record[] login = [Request(1, "/login"), Records.Response(1) with { Payload = Bytes(Login("old")) }];
        Record[] use = [Request(2, "/a?x=1&token=old&y=%20"), Request(3, "/b", "Authorization: Bearer old\r\n"), Request(4, "/c?token=other")];
        var input = new StagedInput(login, use, until: () => file.Taken.Any(record => record.Kind == RecordKind.ReplayedResponse));

        await RunAsync([program, Example(script)], input, server, file);

        Assert.Equal(
            ["/login", "/a?x=1&token=new%20token&y=%20", "/b Bearer new token", "/c?token=other"],
            server.Taken.Where(record => record.Kind == RecordKind.Request)
                .Select(record => $"{Target(record)} {Encoding.Latin1.GetString(new Engine.Http.HttpRequestView(record.Payload).Headers["Authorization"u8])}".Trim()));
    }

    [Theory]
    [InlineData("python3", "python/echo.py")]
    [InlineData("node", "node/echo.js")]
    public async Task Run_EchoExample_ChangesNothing(string program, string script)
    {
        var file = Open("file");
        var records = GoldenRecords();
        await RunAsync([program, Example(script)], new MemoryInput(records), file);
        Assert.Equal(records.Select(record => Convert.ToBase64String(record.Payload.Span)), file.Taken.Select(record => Convert.ToBase64String(record.Payload.Span)));
    }

    private LedgerEntry Middleware => _ledger.Account(Ledger.Middleware).Snapshot();

    private static Record[] GoldenRecords() => [.. Rules.GoldenRuleCase.Input];

    private static string Example(string script) => Path.Combine(Repository.Root, "docs", "middleware", script);

    private static string Target(Record request) => Encoding.Latin1.GetString(new Engine.Http.HttpRequestView(request.Payload).Target);

    private static string Ok(string body) => $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}";

    private static string Login(string token) => Ok($$"""{"token": "{{token}}"}""");

    private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);

    private static Record Request(int number, string target, string fields = "") =>
        Records.Request(number) with { Payload = Bytes($"GET {target} HTTP/1.1\r\nHost: h\r\n{fields}\r\n") };

    /// <summary>Lets a moment of the standing clock pass, as soon as somebody may wait for it.</summary>
    private async Task AdvanceAsync()
    {
        await Task.Delay(1, Token);
        ((FakeTimeProvider)_time).Advance(TimeSpan.FromMilliseconds(20));
    }

    private GatedOutput Open(string name)
    {
        var output = new GatedOutput(_ledger.Account(name), name);
        output.Open();
        return output;
    }

    private async Task RunAsync(string[] command, IRecordInput input, params IRecordOutput[] outputs)
    {
        var errors = new List<string>();
        var records = _ledger.Account(Ledger.Records);
        var gate = new RecordGate(records, new RecordBudget(null));
        OutputQueue[] queues =
            [.. outputs.Select(output => new OutputQueue(output, _ledger.Account(output.Name), new QueuePlan { Capacity = 20 }, QueueFullPolicy.Wait))];
        await using var stage = new MiddlewareStage(
            new MiddlewarePlan { Command = command, WhenEnded = MiddlewareEnd.Fail, StopTimeout = TimeSpan.FromMinutes(2) }, _ledger.Account(Ledger.Middleware), _time, NullLogger.Instance, errors.Add);
        var pipeline = new RecordPipeline(
            gate,
            [new RecordFlow(input, gate.Admit)],
            [.. queues.Select(queue => queue.Responses).OfType<IRecordInput>().Select(answers => new RecordFlow(answers))],
            new RecordRouter(queues),
            _ledger) { Middleware = (stage, new RecordFlow(stage)) };
        await pipeline.RunAsync(_stop, Token).WaitAsync(TimeSpan.FromMinutes(3), Token);
        Assert.Empty(stage.Warnings);
        Assert.All(_ledger.Snapshot().Where(entry => entry.Name != Ledger.Records), entry => Assert.Equal(0, entry.InFlight));
    }

    /// <summary>Yields a batch, and the next one only once something holds.</summary>
    private sealed class StagedInput(Record[] first, Record[] second, Func<bool> until) : IRecordInput
    {
        public string Name => "staged";

        public async IAsyncEnumerable<ReadOnlyMemory<Record>> ReadAsync([EnumeratorCancellation] CancellationToken stop)
        {
            yield return first;
            while (!until() && !stop.IsCancellationRequested)
            {
                await Task.Delay(5, CancellationToken.None);
            }

            yield return second;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
