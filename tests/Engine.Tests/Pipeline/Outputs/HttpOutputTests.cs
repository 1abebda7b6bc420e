using System.Text;
using Microsoft.Extensions.Time.Testing;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Pipeline.Outputs;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Replay;
using TapeDeck.Engine.Runs;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Pipeline.Outputs;

public class HttpOutputTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private readonly HttpReplay _replay = new();

    private LedgerAccount Account => _replay.Account;

    private CollectedResults Results => _replay.Results;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Write_ThousandRequestsToNginx_EachArrivesOnceAndIsAnswered()
    {
        await using var nginx = await NginxServer.StartAsync(cancellationToken: Cancellation);
        var progress = await ReplayAsync(new HttpOutputPlan { Url = nginx.Url.ToString(), Connections = 8 }, Records.Requests(1000));
        Assert.Equal(1000, Account.Snapshot().Delivered);
        var expected = Enumerable.Range(0, 1000).Select(i => $"GET /{i} 200 127.0.0.1:{nginx.Port}");
        Assert.Equal(expected.Order(), (await nginx.RequestsAsync(1000)).Order());
        Assert.Equal((1000, 1000, 0, 0, 0), (progress.Sent, progress.Succeeded, progress.Failed, progress.InFlight, progress.Waiting));
        Assert.Equal(1000, progress.ByStatus[200]);
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"hello from nginx /{i}\n"), Results.InOrder.Select(BodyOf));
        Assert.All(Results.InOrder, result => Assert.True(result.Due <= result.Sent && result.Sent < result.FirstByte && result.FirstByte <= result.Ended));
    }

    [Fact]
    public async Task Write_RecordedConnectionClose_ReplayConnectionsAreReused()
    {
        await using var target = ScriptedTarget.Plain();
        var requests = Enumerable.Range(0, 300).Select(i => Request($"GET /{i} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")).ToArray();
        await ReplayAsync(new HttpOutputPlan { Url = target.Address, Connections = 4 }, requests);
        Assert.Equal(300, Account.Snapshot().Delivered);
        Assert.InRange(target.Connections, 1, 4);
        Assert.Equal(300, target.Requests.Count);
    }

    [Fact]
    public async Task Write_OneConnection_NeverMoreThanOneInFlightAndInOrder()
    {
        await using var target = ScriptedTarget.Plain();
        await ReplayAsync(new HttpOutputPlan { Url = target.Address, Connections = 1 }, Records.Requests(100));
        Assert.Equal(1, target.MostInFlight);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"GET /{i} HTTP/1.1"), target.Requests.Select(bytes => Encoding.Latin1.GetString(bytes).Split('\r')[0]));
    }

    [Fact]
    public async Task Write_BodiesOfAllSizes_ArriveByteForByte()
    {
        await using var target = ScriptedTarget.Plain();
        var chunked = "POST /c HTTP/1.1\r\nhost: x\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n0\r\nT: 1\r\n\r\n";
        var large = "POST /l HTTP/1.1\r\nhost: x\r\nContent-Length: 1000000\r\n\r\n" + new string('z', 1_000_000);
        await ReplayAsync(new HttpOutputPlan { Url = target.Address, OriginalHost = true, Connections = 1 }, Request(chunked), Request(large));
        Assert.Equal([chunked, large], target.Requests.Select(Encoding.Latin1.GetString));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n", false, 200)]
    [InlineData("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", false, 500)]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n", false, 302)]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", false, 204)]
    [InlineData("HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n", false, 304)]
    [InlineData("HTTP/1.1 200 OK\r\n\r\nuntil the end", true, 200)]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", true, 200)]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", true, 200)]
    public async Task Write_ResponseFramedInAnyWay_IsTakenWhole(string response, bool closes, int status)
    {
        await using var target = new ScriptedTarget(async (connection, _) =>
        {
            foreach (var part in response.Chunk(7))
            {
                await connection.SendAsync(new string(part));
            }

            if (closes)
            {
                connection.Close();
            }
        });
        await ReplayAsync(new HttpOutputPlan { Url = target.Address, Connections = 1 }, Records.Requests(3));
        Assert.Equal(3, Account.Snapshot().Delivered);
        Assert.Equal(closes ? 3 : 1, target.Connections);
        Assert.All(Results.InOrder, result =>
        {
            Assert.Equal((status, (long)response.Length, null), (result.Status, result.ResponseBytes, result.Failure));
            Assert.Equal(response, Encoding.Latin1.GetString(result.Response!.Payload.Span));
            Assert.Equal((RecordKind.ReplayedResponse, result.Request.Id, RecordFlags.None), (result.Response.Kind, result.Response.Id, result.Response.Flags));
        });
    }

    [Fact]
    public async Task Write_InterimResponses_ArePassedOver()
    {
        await using var target = new ScriptedTarget((connection, _) => connection.SendAsync($"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: a\r\n\r\n{Ok}"));
        await ReplayAsync(
            new HttpOutputPlan { Url = target.Address, Connections = 1 },
            Request("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nhi"), Records.Request(1));
        Assert.All(Results.InOrder, result => Assert.Equal(Ok, Encoding.Latin1.GetString(result.Response!.Payload.Span)));
        Assert.Equal((2, 1), (Results.InOrder.Count, target.Connections));
    }

    [Fact]
    public async Task Write_Head_HasNoBodyAndKeepsTheConnection()
    {
        await using var target = new ScriptedTarget((connection, request) => connection.SendAsync(
            request[0] == 'H' ? "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" : Ok));
        await ReplayAsync(new HttpOutputPlan { Url = target.Address, Connections = 1 }, Request("HEAD / HTTP/1.1\r\n\r\n"), Records.Request(1));
        Assert.Equal(2, Account.Snapshot().Delivered);
        Assert.Equal(1, target.Connections);
    }

    [Fact]
    public async Task Write_LargeResponse_IsReadToItsEndAndKeptUpToTheLimit()
    {
        await using var target = new ScriptedTarget((connection, _) =>
            connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\n{new string('x', 3_000_000)}"));
        await ReplayAsync(new HttpOutputPlan { Url = target.Address, Connections = 1, ResponseLimitBytes = 1000 }, Records.Requests(2));
        Assert.Equal(1, target.Connections);
        Assert.All(Results.InOrder, result =>
        {
            Assert.Equal(3_000_044, result.ResponseBytes);
            Assert.Equal((1000, RecordFlags.Truncated), (result.Response!.Payload.Length, result.Response.Flags));
        });
    }

    [Theory]
    [InlineData("", LedgerReason.Reset, 0, "without an answer")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort", LedgerReason.Reset, 200, "after 44 bytes")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", LedgerReason.Reset, 200, "closed")]
    [InlineData("SSH-2.0-OpenSSH\r\n", LedgerReason.InvalidResponse, 0, "no HTTP/1")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", LedgerReason.InvalidResponse, 200, "not framed")]
    public async Task Write_ResponseCutOrNoHttp_IsAFailureOfItsOwnReason(string response, LedgerReason reason, int status, string words)
    {
        await using var target = new ScriptedTarget(async (connection, _) =>
        {
            await connection.SendAsync(response);
            connection.Close();
        });
        await ReplayAsync(new HttpOutputPlan { Url = target.Address }, Records.Request(0));
        var result = Assert.Single(Results.InOrder);
        Assert.Equal((reason, status, (long)response.Length), (result.Failure!.Value, result.Status, result.ResponseBytes));
        Assert.Contains(words, result.FailureDetail, StringComparison.Ordinal);
        Assert.Equal(response.Length == 0 ? null : RecordFlags.Incomplete, result.Response?.Flags);
        Assert.Equal(1, Account.Snapshot().Dropped[reason]);
    }

    [Fact]
    public async Task Write_TargetResetsInTheBody_IsReset()
    {
        await using var target = new ScriptedTarget(async (connection, _) =>
        {
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort");
            connection.Reset();
        });
        await ReplayAsync(new HttpOutputPlan { Url = target.Address }, Records.Request(0));
        Assert.Equal(LedgerReason.Reset, Assert.Single(Results.InOrder).Failure);
    }

    [Fact]
    public async Task Write_TargetClosesBehindEachAnswer_NothingIsLostOrSentTwice()
    {
        await using var target = new ScriptedTarget(async (connection, _) =>
        {
            await connection.SendAsync(Ok);
            connection.Close();
        });
        await ReplayAsync(new HttpOutputPlan { Url = target.Address, Connections = 2 }, Records.Requests(100));
        Assert.Equal(100, Account.Snapshot().Delivered);
        Assert.Equal(100, target.Requests.Count);
    }

    [Theory]
    [InlineData("GET", 3, null)]
    [InlineData("POST", 2, LedgerReason.Reset)]
    public async Task Write_ReusedConnectionLostBeforeAnyAnswer_IsRepeatedOnceIfHarmless(string method, int received, LedgerReason? failure)
    {
        var answered = 0;
        await using var target = new ScriptedTarget(async (connection, _) =>
        {
            if (Interlocked.Increment(ref answered) == 2)
            {
                connection.Reset();
                return;
            }

            await connection.SendAsync(Ok);
        });
        await ReplayAsync(
            new HttpOutputPlan { Url = target.Address, Connections = 1 }, Request("GET / HTTP/1.1\r\n\r\n"), Request($"{method} / HTTP/1.1\r\nContent-Length: 0\r\n\r\n"));
        Assert.Equal([null, failure], Results.InOrder.Select(result => result.Failure));
        Assert.Equal(received, target.Requests.Count);
    }

    [Fact]
    public async Task Write_TargetHangs_TimesOutAloneAndOthersGoOn()
    {
        await using var target = new ScriptedTarget((connection, request) =>
            Encoding.Latin1.GetString(request).StartsWith("GET /0 ", StringComparison.Ordinal) ? connection.HangAsync() : connection.SendAsync(Ok));
        var plan = new HttpOutputPlan { Url = target.Address, Connections = 2, Timeout = TimeSpan.FromMilliseconds(300) };
        var progress = await _replay.RunOutOfTimeAsync(plan, () => target.Requests.Count == 50 && Account.Snapshot().Delivered == 49, Records.Requests(50));
        var late = Results.InOrder[0];
        Assert.Equal((LedgerReason.TimedOut, "No answer within 0.3 s."), (late.Failure!.Value, late.FailureDetail));
        Assert.Equal(plan.Timeout, _replay.Options.Time.GetElapsedTime(late.Sent, late.Ended));
        Assert.Equal((49, 1), (progress.Succeeded, progress.Failed));
    }

    [Fact]
    public async Task Write_AnswerDripsForEver_TimesOutThoughBytesKeepComing()
    {
        var time = new FakeTimeProvider();
        _replay.Options = _replay.Options with { Time = time };
        await using var target = new ScriptedTarget(async (connection, _) =>
        {
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
            while (true)
            {
                await connection.SendAsync("x");
                time.Advance(TimeSpan.FromMilliseconds(1));
                await Task.Delay(1, Cancellation);
            }
        });
        await ReplayAsync(new HttpOutputPlan { Url = target.Address, Timeout = TimeSpan.FromMilliseconds(200) }, Records.Request(0));
        var result = Assert.Single(Results.InOrder);
        Assert.Equal((LedgerReason.TimedOut, 200), (result.Failure!.Value, result.Status));
    }

    [Fact]
    public async Task Write_TargetDown_IsRefusedUntilItIsBack()
    {
        var port = FreePort.Next();
        await using var output = New(new HttpOutputPlan { Url = $"127.0.0.1:{port}", Connections = 2 });
        await WriteAsync(output, Records.Requests(20));
        await WaitUntilAsync(() => Account.Snapshot().InFlight == 0);
        Assert.Equal(20, Account.Snapshot().Dropped[LedgerReason.Refused]);
        Assert.Contains("refused", Results.InOrder[0].FailureDetail, StringComparison.OrdinalIgnoreCase);
        await using var target = new ScriptedTarget((connection, _) => connection.SendAsync(Ok), port: port);
        await WriteAsync(output, Records.Requests(20));
        await output.CompleteAsync(Cancellation);
        Assert.Equal((20, 0), (Account.Snapshot().Delivered, Account.Snapshot().InFlight));
        Assert.Equal(20, output.Progress.Sent);
    }

    [Fact]
    public async Task Write_Https_VerifiesUnlessToldNotTo()
    {
        using var certificate = HttpReplay.NewCertificate();
        await using var target = new ScriptedTarget((connection, _) => connection.SendAsync(Ok), certificate);
        var plan = new HttpOutputPlan { Url = $"https://localhost:{target.Port}", Connections = 1 };
        await ReplayAsync(plan, Records.Request(0));
        Assert.Equal(1, Account.Snapshot().Dropped[LedgerReason.TlsFailed]);
        Assert.Contains("certificate", Results.InOrder[0].FailureDetail, StringComparison.Ordinal);
        await ReplayAsync(plan with { SkipVerify = true }, Records.Requests(3));
        Assert.Equal(3, Account.Snapshot().Delivered);
        Assert.Equal(2, target.Connections);
    }

    [Fact]
    public async Task Write_HttpsToAPlainServer_IsATlsFailure()
    {
        await using var target = ScriptedTarget.Plain();
        await ReplayAsync(new HttpOutputPlan { Url = $"https://{target.Address}" }, Records.Request(0));
        Assert.Equal(LedgerReason.TlsFailed, Assert.Single(Results.InOrder).Failure);
    }

    [Fact]
    public async Task Write_WhatCannotBeSent_IsCountedAndNeverReachesTheTarget()
    {
        await using var target = ScriptedTarget.Plain();
        var progress = await ReplayAsync(
            new HttpOutputPlan { Url = target.Address, Connections = 1 },
            Records.Request(0),
            Request("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab"),
            Request("CONNECT h:1 HTTP/1.1\r\n\r\n"),
            Request("{}"),
            Records.Response(0));
        Assert.Single(target.Requests);
        Assert.Equal([null, LedgerReason.Incomplete, LedgerReason.NotApplicable, LedgerReason.Unparsable], Results.InOrder.Select(result => result.Failure));
        Assert.All(Results.InOrder.Skip(1), result => Assert.Equal((0, 0L, null), (result.Status, result.Sent, result.Response)));
        Assert.Equal(2, Account.Snapshot().Dropped[LedgerReason.NotApplicable]);
        Assert.Equal((1, 3), (progress.Sent, progress.Failed));
    }

    [Fact]
    public async Task Write_AllConnectionsBusyAndQueueFull_Waits()
    {
        var gate = new TaskCompletionSource();
        await using var target = new ScriptedTarget(async (connection, _) =>
        {
            await Task.WhenAny(gate.Task, connection.HangAsync());
            await connection.SendAsync(Ok);
        });
        await using var output = New(new HttpOutputPlan { Url = target.Address, Connections = 1, Timeout = TimeSpan.FromMinutes(1) });
        var writing = WriteAsync(output, Records.Requests(2000));
        await WaitUntilAsync(() => output.Progress is { InFlight: 1, Waiting: > 100 });
        Assert.False(writing.IsCompleted);
        gate.SetResult();
        await writing;
        await output.CompleteAsync(Cancellation);
        Assert.Equal((2000, 0), (Account.Snapshot().Delivered, Account.Snapshot().InFlight));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(2000)]
    public async Task Complete_Cancelled_CountsTheRestAsStoppedAtOnce(int count)
    {
        await using var target = new ScriptedTarget((connection, _) => connection.HangAsync());
        await using var output = New(new HttpOutputPlan { Url = target.Address, Connections = 3, Timeout = TimeSpan.FromMinutes(1) });
        using var abandon = new CancellationTokenSource();
        var ending = Task.Run(async () =>
        {
            await _replay.WriteUntilAsync(output, Records.Requests(count), abandon.Token);
            await output.CompleteAsync(abandon.Token);
        }, Cancellation);
        await WaitUntilAsync(() => target.Requests.Count == 3);
        await abandon.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ending);
        var taken = Results.InOrder;
        Assert.InRange(taken.Count, 5, count);
        Assert.All(taken, result => Assert.Equal(LedgerReason.Stopped, result.Failure));
        Assert.Equal(count - taken.Count, Account.Snapshot().InFlight);
    }

    [Fact]
    public async Task Progress_MixOfAnswers_AgreesWithWhatTheTargetSent()
    {
        await using var target = new ScriptedTarget((connection, request) => connection.SendAsync(
            Encoding.Latin1.GetString(request).Split(' ')[1] switch
            {
                var path when path.EndsWith('3') => "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n",
                var path when path.EndsWith('7') => "HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n",
                _ => Ok,
            }));
        var progress = await ReplayAsync(new HttpOutputPlan { Url = target.Address }, Records.Requests(100));
        Assert.Equal(new Dictionary<int, long> { [200] = 80, [404] = 10, [503] = 10 }, progress.ByStatus);
        Assert.Equal([0, 0, 80, 0, 10, 10], progress.ByStatusClass);
        Assert.InRange(progress.Latency.P50, progress.ServiceTime.P50, double.MaxValue);
        Assert.InRange(progress.ServiceTime.P50, 0.001, progress.ServiceTime.Max);
        Assert.Equal(new Percentiles(), progress.Lateness);
    }

    [Fact]
    public async Task Progress_SomeAnswersAreSlow_ShowsInTheUpperPercentiles() // spec §13 check 89
    {
        var slow = TimeSpan.FromMilliseconds(300);
        await using var target = new ScriptedTarget(async (connection, request) =>
        {
            await Task.Delay(request.AsSpan().IndexOf("3 HTTP"u8) > 0 ? slow : TimeSpan.Zero, Cancellation);
            await connection.SendAsync(Ok);
        });
        var progress = await ReplayAsync(new HttpOutputPlan { Url = target.Address, Connections = 100 }, Records.Requests(100));
        var measured = Results.InOrder.Select(result => TimeProvider.System.GetElapsedTime(result.Sent, result.Ended).TotalMilliseconds).Order().ToList();
        Assert.InRange(measured.Count(time => time >= slow.TotalMilliseconds / 2), 10, 100);
        Assert.Equal(measured[49], progress.ServiceTime.P50, measured[49] * 0.01);
        Assert.Equal(measured[94], progress.ServiceTime.P95, measured[94] * 0.01);
        Assert.Equal(measured[98], progress.ServiceTime.P99, measured[98] * 0.01);
    }

    [Fact]
    public async Task Write_PacedRecord_IsMeasuredFromItsDueTime()
    {
        await using var target = ScriptedTarget.Plain();
        var second = TimeProvider.System.TimestampFrequency;
        var due = TimeProvider.System.GetTimestamp() - (5 * second);
        var progress = await ReplayAsync(new HttpOutputPlan { Url = target.Address }, Records.Request(0) with { DueTimestamp = due });
        Assert.Equal(due, Assert.Single(Results.InOrder).Due);
        Assert.InRange(progress.Lateness.P50, 4990, double.MaxValue);
        Assert.InRange(progress.Latency.P50, progress.Lateness.P50 - 10, double.MaxValue);
        Assert.True(progress.GeneratorLimited);
    }

    [Fact]
    public void Create_PlanThatCannotWork_NamesEveryFault()
    {
        var plan = new HttpOutputPlan { Url = "ftp://x", Connections = 0, Timeout = TimeSpan.Zero, ResponseLimitBytes = -1 };
        var thrown = Assert.Throws<PlanException>(() => New(plan));
        Assert.Equal(["/url", "/connections", "/timeout", "/responseLimitBytes"], thrown.Faults.Select(fault => fault.Path));
    }

    private static Record Request(string payload) => Records.Request(0) with { Payload = Encoding.Latin1.GetBytes(payload) };

    private static string BodyOf(ReplayResult result) => Encoding.Latin1.GetString(result.Response!.Payload.Span).Split("\r\n\r\n", 2)[1];

    private static async Task WaitUntilAsync(Func<bool> holds)
    {
        while (!holds())
        {
            await Task.Delay(5, Cancellation);
        }
    }

    private HttpOutput New(HttpOutputPlan plan) => _replay.Open(plan);

    private Task WriteAsync(HttpOutput output, Record[] records) => _replay.WriteAsync(output, records);

    private Task<ReplayProgress> ReplayAsync(HttpOutputPlan plan, params Record[] records) => _replay.RunAsync(plan, records);
}
