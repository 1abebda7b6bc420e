using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Pipeline.Inputs;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Tests.Gor;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Pipeline.Inputs;

public sealed class TcpInputTests : IAsyncDisposable
{
    private static readonly string s_golden = SharedData.Path("golden", "wire", "tcp.w1.conn.1");

    private readonly LedgerAccount _account = new Ledger().Account(Ledger.Sources);
    private readonly CancellationTokenSource _stop = new();
    private readonly TcpInput _input;
    private readonly IAsyncEnumerator<ReadOnlyMemory<Record>> _batches;
    private readonly List<Record> _taken = [];

    public TcpInputTests()
    {
        _input = Open(new TcpInputPlan { Address = "127.0.0.1:0" }, _account);
        _batches = _input.ReadAsync(_stop.Token).GetAsyncEnumerator(Token);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        while (await _batches.MoveNextAsync())
        {
        }

        await _batches.DisposeAsync();
        await _input.DisposeAsync();
        _stop.Dispose();
    }

    [Fact]
    public async Task Read_GoldenStream_GivesItsRecordsByteForByte()
    {
        var bytes = await File.ReadAllBytesAsync(s_golden, Token);
        using var client = await ConnectAsync();
        await client.SendAsync(bytes, Token);
        client.Shutdown(SocketShutdown.Send);
        await TakeAsync(GorText.Read(bytes).Records.Count);
        Assert.Equal(bytes, GorText.Write(_taken));
        AssertLedger(delivered: _taken.Count);
    }

    [Fact]
    public async Task Read_StoppedBeforeConnectionsWereAccepted_TakesWhatTheySent()
    {
        var bytes = await File.ReadAllBytesAsync(s_golden, Token);
        var clients = new List<Socket>();
        for (var i = 0; i < 5; i++)
        {
            clients.Add(await ConnectAsync());
            await clients[i].SendAsync(bytes, Token);
            clients[i].Shutdown(SocketShutdown.Send);
        }

        await _stop.CancelAsync();
        await TakeAsync(5 * GorText.Read(bytes).Records.Count);
        clients.ForEach(client => client.Dispose());
        AssertLedger(delivered: _taken.Count);
    }

    [Fact]
    public async Task Read_StreamCutAtEveryByte_GivesTheSameRecords()
    {
        var text = GorText.Get("/a") + GorText.Post("/b", "x" + GorText.Separator + "y") + GorText.Get("/c", "2 b1 5");
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            using var client = await ConnectAsync();
            client.NoDelay = true;
            await client.SendAsync(bytes.AsMemory(0, cut), Token);
            await Task.Yield();
            await client.SendAsync(bytes.AsMemory(cut), Token);
            client.Shutdown(SocketShutdown.Send);
            await TakeAsync(3);
            Assert.Equal(GorText.Read(bytes).Records.Select(record => (record.Kind, record.Id, Encoding.UTF8.GetString(record.Payload.Span))),
                _taken.Select(record => (record.Kind, record.Id, Encoding.UTF8.GetString(record.Payload.Span))));
            _taken.Clear();
        }
    }

    [Fact]
    public async Task Read_ByteByByte_GivesTheRecords()
    {
        var bytes = Encoding.UTF8.GetBytes(GorText.Get("/a") + GorText.Post("/b", "body"));
        using var client = await ConnectAsync();
        client.NoDelay = true;
        foreach (var value in bytes)
        {
            await client.SendAsync(new[] { value }, Token);
        }

        await TakeAsync(2);
        Assert.Equal(["/a", "/b"], GorText.Targets(_taken));
    }

    [Fact]
    public async Task Read_SeveralConnectionsAtOnce_KeepsTheirRecordsApart()
    {
        var sent = Enumerable.Range(0, 20).Select(client => Enumerable.Range(0, 100).Select(i => Records.Request((client * 100) + i, $"/{client}/{i}")).ToArray()).ToArray();
        await Task.WhenAll(sent.Select(async records =>
        {
            using var client = await ConnectAsync();
            foreach (var piece in GorText.Write(records).Chunk(77))
            {
                await client.SendAsync(piece, Token);
            }
        }).Append(TakeAsync(2000)));
        Assert.Equal(sent.SelectMany(GorText.Targets).Order(), GorText.Targets(_taken).Order());
        Assert.Equal(sent[7].Select(GorText.Target), GorText.Targets(_taken).Where(target => target.StartsWith("/7/", StringComparison.Ordinal)));
        AssertLedger(delivered: 2000);
    }

    [Fact]
    public async Task Read_ConnectionEndsInsideARecord_CountsItAsIncompleteAndNamesTheClient()
    {
        using (var client = await ConnectAsync())
        {
            await client.SendAsync(Encoding.UTF8.GetBytes(GorText.Get("/whole") + GorText.Post("/half", "body")[..40]), Token);
        }

        await TakeAsync(1);
        await Eventually.HoldsAsync(() => _account.Snapshot().TotalDropped == 1);
        AssertLedger(delivered: 1, (LedgerReason.Incomplete, 1));
        Assert.Contains("127.0.0.1:", Assert.Single(_input.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_GarbageBetweenRecords_IsCountedAndSteppedOver()
    {
        using var client = await ConnectAsync();
        await client.SendAsync(Encoding.UTF8.GetBytes("what is this" + GorText.Separator + GorText.Get("/a") + "no header\nnothing" + GorText.Separator + GorText.Get("/b")), Token);
        client.Shutdown(SocketShutdown.Send);
        await TakeAsync(2);
        Assert.Equal(["/a", "/b"], GorText.Targets(_taken));
        AssertLedger(delivered: 2, (LedgerReason.Damaged, 2));
    }

    [Theory]
    [InlineData("2 a1 100 5\nHTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n")] // answers HEAD
    [InlineData("2 a1 100 5\nHTTP/1.1 200 OK\r\n\r\nends with its connection")]
    [InlineData("1 a1 100 5\nno HTTP at all")]
    public async Task Read_MessageWithoutAnEndOfItsOwn_ComesWithoutWaitingForTheNext(string record)
    {
        using var client = await ConnectAsync();
        await client.SendAsync(Encoding.UTF8.GetBytes(record + GorText.Separator), Token);
        await TakeAsync(1);
        Assert.Equal(record[(record.IndexOf('\n', StringComparison.Ordinal) + 1)..], Encoding.UTF8.GetString(_taken[0].Payload.Span));
    }

    [Fact]
    public async Task Stop_ClientListens_IsToldAndItsLastRecordsAreTaken()
    {
        await using var input = Open(new TcpInputPlan { Address = "127.0.0.1:0" }, _account, new FakeTimeProvider()); // it does not hurry the client
        await using var batches = input.ReadAsync(_stop.Token).GetAsyncEnumerator(Token);
        var next = batches.MoveNextAsync();
        using var client = await ConnectAsync(input);
        await client.SendAsync(Encoding.UTF8.GetBytes(GorText.Get("/a")), Token);
        Assert.True(await next);
        await _stop.CancelAsync();
        Assert.Equal(0, await client.ReceiveAsync(new byte[1], Token));
        await client.SendAsync(Encoding.UTF8.GetBytes(GorText.Get("/b")), Token);
        client.Shutdown(SocketShutdown.Send);
        Assert.True(await batches.MoveNextAsync());
        Assert.Equal(["/b"], GorText.Targets(batches.Current.ToArray()));
        Assert.False(await batches.MoveNextAsync());
        await Assert.ThrowsAsync<SocketException>(() => ConnectAsync(input));
        AssertLedger(delivered: 2);
    }

    [Fact]
    public async Task Stop_ClientStaysSilent_EndsWithoutIt()
    {
        using var client = await ConnectAsync();
        await client.SendAsync(Encoding.UTF8.GetBytes(GorText.Get("/a")), Token);
        await TakeAsync(1);
        await _stop.CancelAsync();
        Assert.False(await _batches.MoveNextAsync());
    }

    [Fact]
    public async Task Dispose_InTheMiddle_CountsWhatWasNotTaken()
    {
        using var client = await ConnectAsync();
        for (var i = 0; i < 10; i++)
        {
            await client.SendAsync(Encoding.UTF8.GetBytes(GorText.Get($"/{i}")), Token);
        }

        await TakeAsync(1);
        await _batches.DisposeAsync();
        Assert.Equal(0, _account.Snapshot().InFlight);
    }

    [Fact]
    public void Open_AddressInUse_NamesIt()
    {
        var fault = FaultOf(new TcpInputPlan { Address = $"127.0.0.1:{_input.Port}" });
        Assert.Equal("/address", fault.Path);
        Assert.Contains($"127.0.0.1:{_input.Port} cannot be listened on: Address already in use", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("28020")]
    [InlineData("no such host.test:1")]
    [InlineData("192.0.2.1:1")] // not an address of this machine
    public void Open_NoAddressToListenOn_SaysSo(string address) => Assert.Equal("/address", FaultOf(new TcpInputPlan { Address = address }).Path);

    [Theory]
    [InlineData(":0", "127.0.0.1")]
    [InlineData(":0", "::1")]
    [InlineData("[::1]:0", "::1")]
    [InlineData("localhost:0", "127.0.0.1")]
    public async Task Open_EveryFormOfAddress_ListensThere(string address, string client)
    {
        await using var input = Open(new TcpInputPlan { Address = address });
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Parse(client), input.Port, Token);
        Assert.True(socket.Connected);
    }

    [Fact]
    public async Task Read_OverTls_TakesTheStreamOfOpenSsl()
    {
        using var certificates = await TestCertificates.CreateAsync();
        await using var input = Open(new TcpInputPlan { Address = "127.0.0.1:0", Certificate = new CertificatePlan(certificates.ServerFile, certificates.ServerKeyFile) });
        using var stop = new CancellationTokenSource();
        await using var batches = input.ReadAsync(stop.Token).GetAsyncEnumerator(Token);
        await using var client = ToolProcess.Start("bash", "-c",
            $"cat '{s_golden}' - | openssl s_client -quiet -verify_return_error -CAfile '{certificates.CaFile}' -connect localhost:{input.Port}");
        var bytes = await File.ReadAllBytesAsync(s_golden, Token);
        var taken = new List<Record>();
        while (taken.Count < GorText.Read(bytes).Records.Count && await batches.MoveNextAsync())
        {
            taken.AddRange(batches.Current.Span);
        }

        Assert.Equal(bytes, GorText.Write(taken));
        await stop.CancelAsync();
        Assert.False(await batches.MoveNextAsync());
    }

    [Fact]
    public async Task Open_CertificateThatCannotBeUsed_NamesEveryFault()
    {
        using var certificates = await TestCertificates.CreateAsync();
        Assert.Equal(["/certificate/file", "/certificate/keyFile"], Faults("/nowhere.pem", "/nowhere.key"));
        Assert.Equal(["/certificate/file"], Faults(s_golden, certificates.ServerKeyFile));
        Assert.Equal(["/certificate/keyFile"], Faults(certificates.ServerFile, certificates.ClientKeyFile));
        Assert.Equal(["/certificate/keyFile"], Faults(certificates.ServerFile, ""));

        static IEnumerable<string> Faults(string file, string key) =>
            Assert.Throws<PlanException>(() => Open(new TcpInputPlan { Address = "127.0.0.1:0", Certificate = new CertificatePlan(file, key) }))
                .Faults.Select(fault => fault.Path);
    }

    private static TcpInput Open(TcpInputPlan plan, LedgerAccount? account = null, TimeProvider? time = null) =>
        TcpInput.Open(plan, account ?? new Ledger().Account(Ledger.Sources), time ?? TimeProvider.System, NullLogger.Instance);

    private static PlanFault FaultOf(TcpInputPlan plan) => Assert.Single(Assert.Throws<PlanException>(() => Open(plan)).Faults);

    private Task<Socket> ConnectAsync() => ConnectAsync(_input);

    private static async Task<Socket> ConnectAsync(TcpInput input)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, input.Port, Token);
        return socket;
    }

    private async Task TakeAsync(int count)
    {
        while (_taken.Count < count)
        {
            Assert.True(await _batches.MoveNextAsync());
            _taken.AddRange(_batches.Current.Span);
        }
    }

    private void AssertLedger(long delivered, params (LedgerReason Reason, long Count)[] dropped)
    {
        var entry = _account.Snapshot();
        Assert.Equal((delivered, 0), (entry.Delivered, entry.InFlight));
        Assert.Equal(dropped.ToDictionary(one => one.Reason, one => one.Count), entry.Dropped);
    }
}
