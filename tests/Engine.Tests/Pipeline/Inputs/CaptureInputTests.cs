using System.Net;
using System.Net.Sockets;
using System.Text;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Capture;
using TapeDeck.Engine.Pipeline.Inputs;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Runs;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Pipeline.Inputs;

/// <summary>Real capture on the loopback interface; needs the right to capture.</summary>
public class CaptureInputTests
{
    private static readonly byte[] s_answer = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

    [Theory]
    [InlineData("lo", "127.0.0.1")]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("localhost", "127.0.0.1")]
    [InlineData("any", "127.0.0.1")]
    [InlineData("l*", "127.0.0.1")]
    [InlineData(null, "127.0.0.1")]
    [InlineData("lo", "127.0.0.2")]
    [InlineData("lo", "::1")]
    public async Task ReadAsync_TrafficOnLoopback_IsRecordedInPairsWhileItHappens(string? adapter, string address)
    {
        using var listener = new TcpListener(IPAddress.Parse(address), 0);
        listener.Start();
        var server = (IPEndPoint)listener.LocalEndpoint;
        var ledger = new Ledger();
        await using var input = CaptureInput.Open(
            new CaptureInputPlan { Interface = adapter, Ports = [server.Port], TrackResponses = true }, ledger, TimeProvider.System);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var records = new List<Record>();
        var talk = TalkAsync(listener, server, requests: 3);
        await foreach (var batch in input.ReadAsync(stop.Token))
        {
            records.AddRange(batch.Span);
            if (records.Count == 6)
            {
                await stop.CancelAsync();
            }
        }

        await talk;
        Assert.Equal(
            ["/0", "200", "/1", "200", "/2", "200"],
            records.Select(record => Encoding.ASCII.GetString(record.Payload.Span).Split(' ')[1]));
        Assert.Equal(3, records.Select(record => record.Id).Distinct().Count());
        Assert.All(records, record => Assert.Equal(server, record.Connection!.Server));
        Assert.All(ledger.Snapshot(), account => Assert.Equal(0, account.InFlight));
        Assert.Equal(0, ledger.Account(Ledger.Packets).Snapshot().Dropped.GetValueOrDefault(LedgerReason.Duplicate));
    }

    [Theory]
    [InlineData(CaptureEngine.Libpcap, "lo")]
    [InlineData(CaptureEngine.AfPacket, "lo")]
    [InlineData(CaptureEngine.AfPacket, "127.0.0.1")]
    public async Task ReadAsync_EitherEngine_RecordsLargeMessagesWhole(CaptureEngine engine, string adapter)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var server = (IPEndPoint)listener.LocalEndpoint;
        var plan = new CaptureInputPlan { Interface = adapter, Ports = [server.Port], Engine = engine };
        await using var input = CaptureInput.Open(plan, new Ledger(), TimeProvider.System);
        var body = new byte[3_000_000];
        new Random(7).NextBytes(body);
        byte[] request = [.. Encoding.ASCII.GetBytes($"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {body.Length}\r\n\r\n"), .. body];
        using var client = new TcpClient();
        await client.ConnectAsync(server, TestContext.Current.CancellationToken);
        using var accepted = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        var sending = client.GetStream().WriteAsync(request, TestContext.Current.CancellationToken);
        await accepted.GetStream().ReadExactlyAsync(new byte[request.Length], TestContext.Current.CancellationToken);
        await sending;
        await foreach (var batch in input.ReadAsync(TestContext.Current.CancellationToken))
        {
            Assert.Equal(request, batch.Span[0].Payload.ToArray());
            break;
        }
    }

    [Theory]
    [InlineData(CaptureEngine.Libpcap)]
    [InlineData(CaptureEngine.AfPacket)]
    public async Task ReadAsync_MoreThanTheBufferHeld_CountsWhatTheKernelDropped(CaptureEngine engine)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var server = (IPEndPoint)listener.LocalEndpoint;
        var ledger = new Ledger();
        var plan = new CaptureInputPlan { Interface = "lo", Ports = [server.Port], Engine = engine, BufferBytes = 4 << 20 };
        await using var input = CaptureInput.Open(plan, ledger, TimeProvider.System);
        using var client = new TcpClient();
        await client.ConnectAsync(server, TestContext.Current.CancellationToken);
        using var accepted = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        var flood = new byte[16 << 20];
        var sending = client.GetStream().WriteAsync(flood, TestContext.Current.CancellationToken);
        await accepted.GetStream().ReadExactlyAsync(flood, TestContext.Current.CancellationToken);
        await sending;
        await foreach (var batch in input.ReadAsync(new CancellationToken(canceled: true)))
        {
            Assert.Fail("There is no HTTP in it.");
        }

        var frames = ledger.Account(Ledger.Packets).Snapshot();
        Assert.InRange(frames.Dropped[LedgerReason.KernelDrop], 1, frames.Seen - 1);
        Assert.Equal(0, frames.InFlight);
    }

    [Theory]
    [InlineData(CaptureEngine.Libpcap)]
    [InlineData(CaptureEngine.AfPacket)]
    public void Open_FilterWithATypo_IsRefusedByEitherEngine(CaptureEngine engine)
    {
        var plan = new CaptureInputPlan { Interface = "lo", Filter = "tcp prt 80", Engine = engine };
        var failure = Assert.Throws<PlanException>(() => CaptureInput.Open(plan, new Ledger(), TimeProvider.System));
        Assert.Equal("/filter", Assert.Single(failure.Faults).Path);
        Assert.Contains("syntax error", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_UnknownClock_NamesThoseThatAre()
    {
        var plan = new CaptureInputPlan { Interface = "lo", TimestampType = "sundial" };
        var failure = Assert.Throws<PlanException>(() => CaptureInput.Open(plan, new Ledger(), TimeProvider.System));
        Assert.Equal("/timestampType", Assert.Single(failure.Faults).Path);
        Assert.Contains("go", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OnlyInterfaceIgnored_IsRefused()
    {
        var plan = new CaptureInputPlan { Interface = "lo", IgnoredInterfaces = ["lo"] };
        Assert.Equal("/interface", Assert.Single(Assert.Throws<PlanException>(() => CaptureInput.Open(plan, new Ledger(), TimeProvider.System)).Faults).Path);
    }

    [Fact(Timeout = 60_000)]
    public async Task Run_SendingToThePortItCaptures_DoesNotRecordItself()
    {
        var requests = 0;
        var copied = new TaskCompletionSource();
        await using var target = new ScriptedTarget(async (connection, _) =>
        {
            await connection.SendAsync(Encoding.ASCII.GetString(s_answer));
            if (Interlocked.Increment(ref requests) == 2) // curl's and its copy
            {
                copied.SetResult();
            }
        });
        var plan = new Plan
        {
            Inputs = [new CaptureInputPlan { Interface = "lo", Ports = [target.Port] }],
            Outputs = [new HttpOutputPlan { Url = target.Address }],
        };
        await using var run = await Run.CreateAsync(plan, new RunOptions());
        run.Start();
        Assert.Equal(0, (await ToolProcess.RunAsync("curl", "-s", $"{target.Address}/once")).ExitCode);
        await copied.Task.WaitAsync(TestContext.Current.CancellationToken);
        await run.StopAsync();

        var messages = run.Ledger.Snapshot().Single(account => account.Name == Ledger.Messages);
        Assert.Equal((2, 1, 1), (messages.Seen, messages.Delivered, messages.Dropped[LedgerReason.OwnTraffic]));
        Assert.Equal(2, target.Requests.Count);
    }

    [Fact]
    public async Task ReadAsync_Stopped_StillYieldsWhatWasCaptured()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var server = (IPEndPoint)listener.LocalEndpoint;
        var ledger = new Ledger();
        await using var input = CaptureInput.Open(new CaptureInputPlan { Interface = "lo", Ports = [server.Port] }, ledger, TimeProvider.System);
        await TalkAsync(listener, server, requests: 20); // the kernel keeps it from Open on
        var records = new List<Record>();
        await foreach (var batch in input.ReadAsync(new CancellationToken(canceled: true)))
        {
            records.AddRange(batch.Span);
        }

        Assert.Equal(20, records.Count);
        Assert.All(records, record => Assert.Equal(RecordKind.Request, record.Kind));
        Assert.All(ledger.Snapshot(), account => Assert.Equal(0, account.InFlight));
    }

    [Fact]
    public async Task ReadAsync_ConnectionAlreadyOpen_IsRecordedFromTheNextRequestOn()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var server = (IPEndPoint)listener.LocalEndpoint;
        using var client = new TcpClient();
        await client.ConnectAsync(server, TestContext.Current.CancellationToken);
        using var accepted = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await ExchangeAsync(client, accepted, "/before");

        await using var input = CaptureInput.Open(
            new CaptureInputPlan { Interface = "lo", Ports = [server.Port], TrackResponses = true }, new Ledger(), TimeProvider.System);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await ExchangeAsync(client, accepted, "/after");
        var records = new List<Record>();
        await foreach (var batch in input.ReadAsync(stop.Token))
        {
            records.AddRange(batch.Span);
            if (records.Count == 2)
            {
                await stop.CancelAsync();
            }
        }

        Assert.StartsWith("GET /after ", Encoding.ASCII.GetString(records[0].Payload.Span), StringComparison.Ordinal);
        Assert.Equal((RecordKind.Response, records[0].Id), (records[1].Kind, records[1].Id));
    }

    [Fact]
    public async Task ReadAsync_ReaderLeavesEarly_LeavesNoThreadBehind()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var server = (IPEndPoint)listener.LocalEndpoint;
        var ledger = new Ledger();
        await using var input = CaptureInput.Open(new CaptureInputPlan { Interface = "lo", Ports = [server.Port] }, ledger, TimeProvider.System);
        await TalkAsync(listener, server, requests: 1);
        await foreach (var batch in input.ReadAsync(TestContext.Current.CancellationToken))
        {
            Assert.Equal(1, batch.Length);
            break;
        }

        // The thread books its frames when it ends, and has done so by now.
        Assert.NotEqual(0, ledger.Account(Ledger.Packets).Snapshot().Seen);
        Assert.Equal(0, ledger.Account(Ledger.Packets).Snapshot().InFlight);
    }

    [Fact]
    public void Open_NoSuchInterface_NamesThoseThatAre()
    {
        var failure = Assert.Throws<PlanException>(() => CaptureInput.Open(new CaptureInputPlan { Interface = "eth77" }, new Ledger(), TimeProvider.System));
        Assert.Equal("/interface", Assert.Single(failure.Faults).Path);
        Assert.Contains("'eth77'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("lo", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void List_OnThisMachine_ShowsTheLoopback()
    {
        var loopback = CaptureDeviceList.List().Single(device => device.Name == "lo");
        Assert.True(loopback is { IsLoopback: true, IsUp: true });
        Assert.Contains(IPAddress.Loopback, loopback.Addresses);
        Assert.Null(CaptureDeviceList.FindProblem());
    }

    private static async Task TalkAsync(TcpListener listener, IPEndPoint server, int requests)
    {
        using var client = new TcpClient(server.AddressFamily);
        await client.ConnectAsync(server, TestContext.Current.CancellationToken);
        using var accepted = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        for (var i = 0; i < requests; i++)
        {
            await ExchangeAsync(client, accepted, $"/{i}");
        }
    }

    private static async Task ExchangeAsync(TcpClient client, TcpClient server, string target)
    {
        var request = Encoding.ASCII.GetBytes($"GET {target} HTTP/1.1\r\nHost: a\r\n\r\n");
        await client.GetStream().WriteAsync(request, TestContext.Current.CancellationToken);
        await server.GetStream().ReadExactlyAsync(request, TestContext.Current.CancellationToken);
        await server.GetStream().WriteAsync(s_answer, TestContext.Current.CancellationToken);
        await client.GetStream().ReadExactlyAsync(new byte[s_answer.Length], TestContext.Current.CancellationToken);
    }
}
