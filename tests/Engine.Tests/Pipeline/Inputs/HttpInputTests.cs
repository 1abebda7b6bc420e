using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Pipeline.Inputs;
using TapeDeck.Engine.Plans;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Pipeline.Inputs;

public sealed class HttpInputTests : IAsyncDisposable
{
    private const string Get = "GET /a?x=1 HTTP/1.1\r\nhost: h\r\nX-Dup: 1\r\nx-dup:2\r\n\r\n";
    private const string Post = "POST /b HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nb\r\n\r\n";
    private const string Chunked = "PUT /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nTrailer: t\r\n\r\n";

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly LedgerAccount _account = new Ledger().Account(Ledger.Sources);
    private readonly CancellationTokenSource _stop = new();
    private readonly HttpInput _input;
    private readonly IAsyncEnumerator<ReadOnlyMemory<Record>> _batches;
    private readonly List<Record> _taken = [];
    private Task<bool> _next;

    public HttpInputTests()
    {
        _input = HttpInput.Open(new HttpInputPlan { Address = "127.0.0.1:0" }, _account, _time, NullLogger.Instance);
        _batches = _input.ReadAsync(_stop.Token).GetAsyncEnumerator(Token);
        _next = MoveAsync(); // it serves from now on
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IEnumerable<string> Taken => _taken.Select(record => Encoding.Latin1.GetString(record.Payload.Span));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await EndAsync();
        await _batches.DisposeAsync();
        await _input.DisposeAsync();
        _stop.Dispose();
    }

    [Fact]
    public async Task Read_PipelinedRequestsCutAtEveryByte_AreTakenByteForByteAndAnsweredInOrder()
    {
        var bytes = Encoding.Latin1.GetBytes("\r\n" + Get + Post + Chunked);
        for (var cut = 1; cut < bytes.Length; cut++)
        {
            using var client = await ConnectAsync();
            await client.SendAsync(bytes.AsMemory(0, cut), Token);
            await Task.Yield();
            await client.SendAsync(bytes.AsMemory(cut), Token);
            await TakeAsync(3);
            Assert.Equal([Get, Post, Chunked], Taken);
            Assert.Equal(3, (await AnswersAsync(client, 3)).Count(answer => answer.StartsWith("HTTP/1.1 200 OK\r\n", StringComparison.Ordinal)));
            Assert.Equal(3, _taken.Select(record => record.Id).Distinct().Count());
            Assert.Single(_taken.Select(record => record.Id.Session).Distinct());
            _taken.Clear();
        }

        AssertLedger(delivered: 3 * (bytes.Length - 1));
    }

    [Fact]
    public async Task Read_ByteByByte_TakesTheRequests()
    {
        using var client = await ConnectAsync();
        foreach (var value in Encoding.Latin1.GetBytes(Post + Chunked))
        {
            await client.SendAsync(new[] { value }, Token);
        }

        await TakeAsync(2);
        Assert.Equal([Post, Chunked], Taken);
    }

    [Fact]
    public async Task Read_Request_IsARecordWithTimeAndEnds()
    {
        using var client = await ConnectAsync();
        await SendAsync(client, Post);
        await TakeAsync(1);
        var record = _taken[0];
        Assert.Equal(RecordKind.Request, record.Kind);
        Assert.Equal(((_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100, 0), (record.Timestamp, record.Latency));
        Assert.Matches("^[0-9a-f]{24}$", record.Id.ToString());
        Assert.Equal(((IPEndPoint)client.LocalEndPoint!, (IPEndPoint)client.RemoteEndPoint!), (record.Connection!.Client, record.Connection.Server));
    }

    [Fact]
    public async Task Read_ExpectContinue_IsAnsweredAndNotRecorded()
    {
        using var client = await ConnectAsync();
        await SendAsync(client, "POST /e HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
        Assert.Equal("HTTP/1.1 100 Continue\r\n\r\n", await ReceiveAsync(client, "\r\n\r\n"));
        await SendAsync(client, "body");
        await TakeAsync(1);
        Assert.Equal(["POST /e HTTP/1.1\r\nContent-Length: 4\r\n\r\nbody"], Taken);
        Assert.Single(await AnswersAsync(client, 1));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n", false)]
    [InlineData("GET / HTTP/1.1\r\nConnection: close\r\n\r\n", true)]
    [InlineData("GET / HTTP/1.0\r\n\r\n", true)]
    [InlineData("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", false)]
    [InlineData("CONNECT h:443 HTTP/1.1\r\nHost: h\r\n\r\n", true)]
    public async Task Read_KeepAlive_IsAsTheClientWishes(string request, bool closes)
    {
        using var client = await ConnectAsync();
        await SendAsync(client, request);
        Assert.Contains($"\r\nConnection: {(closes ? "close" : "keep-alive")}\r\nContent-Length: 0\r\n\r\n", (await AnswersAsync(client, 1))[0], StringComparison.Ordinal);
        await TakeAsync(1);
        if (closes)
        {
            Assert.Equal(0, await client.ReceiveAsync(new byte[1], Token));
        }
        else
        {
            await SendAsync(client, request);
            await TakeAsync(2);
        }
    }

    [Theory]
    [InlineData("no request at all\r\n\r\n", "400", LedgerReason.Unparsable)]
    [InlineData("\u0016\u0003\u0001 a TLS hello", "400", LedgerReason.Unparsable)]
    [InlineData("GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n", "400", LedgerReason.Unparsable)]
    [InlineData("POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\nabc", "400", LedgerReason.Unparsable)]
    [InlineData("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "400", LedgerReason.Unparsable)]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 67108864\r\n\r\n", "413", LedgerReason.TooLarge)]
    [InlineData("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 9223372036854775807\r\n\r\n", "413", LedgerReason.TooLarge)]
    public async Task Read_WhatCannotBeTaken_IsRefusedAndCountedAndTheOneBeforeTaken(string request, string status, LedgerReason reason)
    {
        using var client = await ConnectAsync();
        await SendAsync(client, Get + request);
        await TakeAsync(1);
        Assert.StartsWith($"HTTP/1.1 {status} ", (await AnswersAsync(client, 2))[1], StringComparison.Ordinal);
        client.Shutdown(SocketShutdown.Send);
        AssertLedger(delivered: 1, (reason, 1));
        Assert.StartsWith($"{client.LocalEndPoint}: ", Assert.Single(_input.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_HeadOverOneMebibyte_IsRefused()
    {
        using var client = await ConnectAsync();
        var sending = SendAsync(client, "GET / HTTP/1.1\r\n" + string.Concat(Enumerable.Repeat("X-Long: " + new string('x', 1000) + "\r\n", 1100)));
        Assert.StartsWith("HTTP/1.1 431 ", (await AnswersAsync(client, 1))[0], StringComparison.Ordinal);
        await sending;
        client.Shutdown(SocketShutdown.Send);
        AssertLedger(delivered: 0, (LedgerReason.TooLarge, 1));
    }

    [Fact]
    public async Task Read_ChunksWithoutEnd_AreRefusedAtTheLimit()
    {
        using var client = await ConnectAsync();
        await SendAsync(client, "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n");
        var answer = AnswersAsync(client, 1);
        var chunk = "100000\r\n" + new string('x', 1 << 20) + "\r\n";
        for (var i = 0; i < 65; i++)
        {
            await SendAsync(client, chunk);
        }

        Assert.StartsWith("HTTP/1.1 413 ", (await answer)[0], StringComparison.Ordinal);
        client.Shutdown(SocketShutdown.Send);
        AssertLedger(delivered: 0, (LedgerReason.TooLarge, 1));
    }

    [Fact]
    public async Task Read_ClientGoesAwayInTheMiddle_CountsAsIncomplete()
    {
        using (var client = await ConnectAsync())
        {
            await SendAsync(client, Get + Post[..^1]);
            await TakeAsync(1);
        }

        await Eventually.HoldsAsync(() => _account.Snapshot().TotalDropped == 1);
        AssertLedger(delivered: 1, (LedgerReason.Incomplete, 1));
    }

    [Fact]
    public async Task Read_RunIsBusy_ClientsWaitForTheirAnswers()
    {
        const int Count = 500;
        using var client = await ConnectAsync();
        await SendAsync(client, string.Concat(Enumerable.Repeat(Get, Count)));
        await TakeAsync(1);
        await Eventually.HoldsAsync(() => client.Available > 0);
        await Eventually.HoldsAsync(() => _account.Snapshot().InFlight == 65); // what the intake holds, and the one that waits
        Assert.InRange(_account.Snapshot().Seen, 1, Count - 1);
        await TakeAsync(Count);
        Assert.Equal(Count, (await AnswersAsync(client, Count)).Count);
        AssertLedger(delivered: Count);
    }

    [Fact]
    public async Task Stop_RequestHasBegun_MayBeFinishedAndTheConnectionEnds()
    {
        using var client = await ConnectAsync();
        await SendAsync(client, Get + Post[..^1]);
        await TakeAsync(1);
        await _stop.CancelAsync();
        await SendAsync(client, Post[^1..]);
        await TakeAsync(2);
        Assert.Contains("\r\nConnection: close\r\n", (await AnswersAsync(client, 2))[1], StringComparison.Ordinal);
        await EndAsync();
        AssertLedger(delivered: 2);
    }

    [Fact]
    public async Task Stop_RequestStaysUnfinished_IsToldAndCounted()
    {
        using var client = await ConnectAsync();
        await SendAsync(client, Get + Post[..^1]);
        await TakeAsync(1);
        await _stop.CancelAsync();
        await EndAsync();
        Assert.StartsWith("HTTP/1.1 408 ", (await AnswersAsync(client, 2))[1], StringComparison.Ordinal);
        AssertLedger(delivered: 1, (LedgerReason.Incomplete, 1));
    }

    [Fact]
    public async Task Stop_RunKeepsClientsWaiting_TheirTimeStandsStillAndWhatTheySentIsTaken()
    {
        const int Count = 2000;
        using var client = await ConnectAsync();
        var sending = SendAsync(client, string.Concat(Enumerable.Repeat(Get, Count)));
        await TakeAsync(1);
        await Eventually.HoldsAsync(() => _account.Snapshot().InFlight == 65); // what the intake holds, and the one that waits
        await sending;
        await _stop.CancelAsync();
        _time.Advance(TimeSpan.FromMinutes(1));
        await TakeAsync(Count);
        await EndAsync();
        AssertLedger(delivered: Count);
    }

    [Fact]
    public async Task Read_SilentClient_LosesItsPlace()
    {
        using var client = await ConnectAsync();
        await SendAsync(client, Get);
        await TakeAsync(1);
        await AnswersAsync(client, 1);
        var end = client.ReceiveAsync(new byte[1], Token).AsTask();
        while (!end.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(30));
            await Task.Delay(1, Token);
        }

        Assert.Equal(0, await end);
        AssertLedger(delivered: 1);
    }

    [Fact]
    public void Open_AddressInUse_NamesIt()
    {
        var fault = Assert.Single(Assert.Throws<PlanException>(
            () => HttpInput.Open(new HttpInputPlan { Address = $"127.0.0.1:{_input.Port}" }, _account, _time, NullLogger.Instance)).Faults);
        Assert.Equal("/address", fault.Path);
        Assert.Contains("Address already in use", fault.Message, StringComparison.Ordinal);
    }

    private static Task<int> SendAsync(Socket client, string text) => client.SendAsync(Encoding.Latin1.GetBytes(text), Token).AsTask();

    /// <summary>What comes up to and with some text.</summary>
    private static async Task<string> ReceiveAsync(Socket client, string end)
    {
        var text = new StringBuilder();
        var one = new byte[1];
        while (!text.ToString().EndsWith(end, StringComparison.Ordinal) && await client.ReceiveAsync(one, Token) == 1)
        {
            text.Append((char)one[0]);
        }

        return text.ToString();
    }

    /// <summary>The heads of the next answers.</summary>
    private static async Task<IReadOnlyList<string>> AnswersAsync(Socket client, int count)
    {
        var answers = new List<string>();
        while (answers.Count < count)
        {
            answers.Add(await ReceiveAsync(client, "\r\n\r\n"));
        }

        return answers;
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, _input.Port, Token);
        return socket;
    }

    private async Task TakeAsync(int count)
    {
        while (_taken.Count < count)
        {
            Assert.True(await _next);
            _taken.AddRange(_batches.Current.Span);
            _next = MoveAsync();
        }
    }

    /// <summary>Lets the clock run until the input has ended.</summary>
    private async Task EndAsync()
    {
        while (!_next.IsCompleted || await _next)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(1);
            if (_next.IsCompleted && await _next)
            {
                _next = MoveAsync();
            }
        }
    }

    private Task<bool> MoveAsync() => _batches.MoveNextAsync().AsTask();

    private void AssertLedger(long delivered, params (LedgerReason Reason, long Count)[] dropped)
    {
        var entry = _account.Snapshot();
        Assert.Equal((delivered, 0), (entry.Delivered, entry.InFlight));
        Assert.Equal(dropped.ToDictionary(one => one.Reason, one => one.Count), entry.Dropped);
    }
}
