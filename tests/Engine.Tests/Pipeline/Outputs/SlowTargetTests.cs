using System.Net;
using System.Net.Sockets;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Pipeline.Outputs;

/// <summary>Targets that behave badly on purpose: each ends in time, with a reason of its own, and holds up no other request (spec §13 check 80).</summary>
public class SlowTargetTests
{
    private readonly HttpReplay _replay = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, Func<ScriptedConnection, Task>, LedgerReason, int, string> Misbehaviours => new()
    {
        { "answers byte by byte for ever", DripAsync("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"), LedgerReason.TimedOut, 200, "No complete answer within 0.4 s." },
        { "drips its head", DripAsync("HTTP/1.1 200 OK\r\nX: "), LedgerReason.TimedOut, 0, "No complete answer within 0.4 s." },
        { "never answers", connection => connection.HangAsync(), LedgerReason.TimedOut, 0, "No answer within 0.4 s." },
        { "sends chunks for ever", RepeatAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "3\r\nabc\r\n"), LedgerReason.TimedOut, 200, "No complete answer within 0.4 s." },
        { "sends bytes for ever", RepeatAsync("HTTP/1.1 200 OK\r\n\r\n", new string('x', 10_000)), LedgerReason.TimedOut, 200, "No complete answer within 0.4 s." },
        { "sends interim responses for ever", RepeatAsync("", "HTTP/1.1 102 Processing\r\n\r\n"), LedgerReason.TimedOut, 0, "No complete answer within 0.4 s." },
        { "sends headers for ever", RepeatAsync("HTTP/1.1 200 OK\r\n", string.Concat(Enumerable.Repeat("X-Header: value\r\n", 10_000))), LedgerReason.InvalidResponse, 0, "no HTTP/1 response" },
        { "declares more than it sends", SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort"), LedgerReason.TimedOut, 200, "No complete answer within 0.4 s." },
        { "declares more than it sends and closes", SendAndCloseAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort"), LedgerReason.Reset, 200, "after 44 bytes" },
        { "resets in the body", SendAndResetAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort"), LedgerReason.Reset, 200, "reset" },
        { "speaks HTTP/0.9", SendAndCloseAsync("<html>hello</html>"), LedgerReason.InvalidResponse, 0, "no HTTP/1 response" },
        { "speaks HTTP/2", SendAsync("HTTP/2 200\r\n\r\n"), LedgerReason.InvalidResponse, 0, "no HTTP/1 response" },
        { "contradicts itself", SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"), LedgerReason.InvalidResponse, 0, "no HTTP/1 response" },
    };

    [Theory]
    [MemberData(nameof(Misbehaviours), DisableDiscoveryEnumeration = true)]
    public async Task Write_TargetMisbehaves_EndsInTimeWithItsReasonAndOthersGoOn(
        string what, Func<ScriptedConnection, Task> misbehave, LedgerReason reason, int status, string words)
    {
        Assert.NotEmpty(what);
        var isNeverAnswered = words.StartsWith("No answer", StringComparison.Ordinal);
        ScriptedConnection? bad = null;
        await using var target = new ScriptedTarget((connection, request) =>
        {
            if (!request.AsSpan().StartsWith("GET /0 "u8))
            {
                return connection.SendAsync(HttpReplay.Ok);
            }

            Volatile.Write(ref bad, connection);
            return misbehave(connection);
        });
        var progress = await _replay.RunOutOfTimeAsync(
            new HttpOutputPlan { Url = target.Address, Connections = 2, Timeout = TimeSpan.FromMilliseconds(400) },
            () => reason == LedgerReason.TimedOut && _replay.Account.Snapshot().Delivered == 29 && Volatile.Read(ref bad) is { } slow && (isNeverAnswered || slow.IsBeingRead),
            Records.Requests(30));
        var failed = _replay.Results.InOrder[0];
        Assert.Equal((reason, status), (failed.Failure!.Value, failed.Status));
        Assert.Contains(words, failed.FailureDetail, StringComparison.OrdinalIgnoreCase);
        Assert.Equal((29, 1), (progress.Succeeded, progress.ByFailure[reason]));
        Assert.InRange(target.MostInFlight, 1, 2);
    }

    [Fact]
    public async Task Write_TargetAcceptsAndNeverReads_SaysThatTheRequestWasNotTaken()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var accepting = listener.AcceptSocketAsync(Cancellation).AsTask();
        await _replay.RunOutOfTimeAsync(
            new HttpOutputPlan { Url = $"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}", Timeout = TimeSpan.FromMilliseconds(300) },
            () => HasArrived(accepting),
            HttpReplay.Request($"POST / HTTP/1.1\r\nContent-Length: 20000000\r\n\r\n{new string('x', 20_000_000)}"));
        var result = Assert.Single(_replay.Results.InOrder);
        Assert.Equal((LedgerReason.TimedOut, "The target did not take the request within 0.3 s."), (result.Failure!.Value, result.FailureDetail));
    }

    [Fact]
    public async Task Write_TargetSendsMoreThanItDeclared_AnswerCountsAndTheConnectionIsNotTrusted()
    {
        await using var target = new ScriptedTarget((connection, _) => connection.SendAsync(HttpReplay.Ok + "surplus"));
        await _replay.RunAsync(new HttpOutputPlan { Url = target.Address, Connections = 1 }, Records.Requests(3));
        Assert.Equal((3, 3), (_replay.Account.Snapshot().Delivered, target.Connections));
        Assert.All(_replay.Results.InOrder, result => Assert.Equal(HttpReplay.Ok.Length, result.ResponseBytes));
    }

    [Fact]
    public async Task Write_TlsHandshakeNeverEnds_SaysThatThereWasNoConnection()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = $"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        var accepting = listener.AcceptSocketAsync(Cancellation).AsTask();
        await _replay.RunOutOfTimeAsync(
            new HttpOutputPlan { Url = $"https://{address}", Timeout = TimeSpan.FromMilliseconds(300) }, () => HasArrived(accepting), Records.Request(0));
        var result = Assert.Single(_replay.Results.InOrder);
        Assert.Equal((LedgerReason.TimedOut, $"No connection to {address} within 0.3 s."), (result.Failure!.Value, result.FailureDetail));
    }

    [Fact]
    public async Task Write_ManyRequestsToATargetThatHangs_NeverMoreThanTheConnectionsAtOnce()
    {
        await using var target = new ScriptedTarget((connection, _) => connection.HangAsync());
        var progress = await _replay.RunAsync(
            new HttpOutputPlan { Url = target.Address, Connections = 4, Timeout = TimeSpan.FromMilliseconds(100) }, Records.Requests(20));
        Assert.Equal(20, progress.ByFailure[LedgerReason.TimedOut]);
        Assert.InRange(target.Connections, 4, 20);
    }

    [Fact]
    public async Task Write_RecordCutAtASizeLimit_IsCountedAndNotSent() // spec §13 check 21
    {
        await using var target = ScriptedTarget.Plain();
        await _replay.RunAsync(new HttpOutputPlan { Url = target.Address }, Records.Request(0), Records.Request(1) with { Flags = RecordFlags.Truncated });
        Assert.Single(target.Requests);
        Assert.Equal(1, _replay.Account.Snapshot().Dropped[LedgerReason.TooLarge]);
        Assert.Contains("size limit", _replay.Results.InOrder[1].FailureDetail, StringComparison.Ordinal);
    }

    /// <summary>Whether a client has connected and sent something.</summary>
    private static bool HasArrived(Task<Socket> accepting) => accepting is { IsCompletedSuccessfully: true, Result.Available: > 0 };

    private static Func<ScriptedConnection, Task> SendAsync(string answer) => connection => connection.SendAsync(answer);

    private static Func<ScriptedConnection, Task> SendAndCloseAsync(string answer) => async connection =>
    {
        await connection.SendAsync(answer);
        connection.Close();
    };

    private static Func<ScriptedConnection, Task> SendAndResetAsync(string answer) => async connection =>
    {
        await connection.SendAsync(answer);
        connection.Reset();
    };

    private static Func<ScriptedConnection, Task> DripAsync(string start) => async connection =>
    {
        await connection.SendAsync(start);
        while (true)
        {
            await Task.Delay(10);
            await connection.SendAsync("x");
        }
    };

    private static Func<ScriptedConnection, Task> RepeatAsync(string start, string part) => async connection =>
    {
        await connection.SendAsync(start);
        while (true)
        {
            await connection.SendAsync(part);
        }
    };
}
