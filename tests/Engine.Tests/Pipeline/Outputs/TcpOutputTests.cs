using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Pipeline.Outputs;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Tests.Gor;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Pipeline.Outputs;

public class TcpOutputTests
{
    private readonly LedgerAccount _account = new Ledger().Account("output 1");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Write_GoldenRecords_SendsTheBytesOfTheGoldenStream()
    {
        var golden = await File.ReadAllBytesAsync(SharedData.Path("golden", "wire", "tcp.w1.conn.1"), Token);
        await using var receiver = new ByteReceiver();
        await using (var output = Open(receiver.Address, connections: 1))
        {
            await WriteAsync(output, [.. GorText.Read(golden).Records]);
            await output.CompleteAsync(Token);
        }

        Assert.Equal(golden, Assert.Single(receiver.Streams));
        AssertLedger(delivered: GorText.Read(golden).Records.Count);
    }

    [Fact]
    public async Task Write_ManyRecords_EachArrivesOnceOverAllConnections()
    {
        var records = Records.Requests(5000);
        await using var receiver = new ByteReceiver();
        await using var output = Open(receiver.Address);
        await WriteAsync(output, records);
        await output.CompleteAsync(Token);
        Assert.Equal(10, receiver.Streams.Count);
        Assert.Equal(records.Select(GorText.Target).Order(), receiver.Streams.SelectMany(stream => GorText.Targets(GorText.Read(stream).Records)).Order());
        AssertLedger(delivered: 5000);
    }

    [Fact]
    public async Task Write_OneByOne_DealsInTurn()
    {
        await using var receiver = new ByteReceiver();
        await using var output = Open(receiver.Address, connections: 4);
        await WriteAsync(output, Records.Request(0));
        await receiver.WaitForConnectionsAsync(4);
        var length = GorText.Write([Records.Request(0)]).Length;
        for (var i = 1; i < 12; i++)
        {
            await receiver.WaitForAsync(length * i);
            await WriteAsync(output, Records.Request(i));
        }

        await output.CompleteAsync(Token);
        Assert.All(receiver.Streams, stream => Assert.InRange(stream.Length / length, 2, 4));
    }

    [Fact]
    public async Task Write_WhileItIsUncertainWhatArrived_KeepsTheOrder()
    {
        var (time, records) = (new FakeTimeProvider(), Records.Requests(5000));
        await using var receiver = new ByteReceiver();
        await using var output = Open(new TcpOutputPlan { Address = receiver.Address, Connections = 1 }, time);
        await WriteAsync(output, records[0]);
        await receiver.WaitForConnectionsAsync(1);
        using var over = new CancellationTokenSource();
        var ticking = Task.Run(
            () =>
            {
                while (!over.IsCancellationRequested)
                {
                    time.Advance(TimeSpan.FromMilliseconds(100));
                }
            },
            Token);
        foreach (var record in records[1..])
        {
            await WriteAsync(output, record);
            await Task.Yield();
        }

        await over.CancelAsync();
        await ticking;
        var completion = output.CompleteAsync(Token).AsTask();
        await AdvanceAsync(time, () => completion.IsCompleted);
        Assert.Equal(GorText.Targets(records), receiver.Streams.SelectMany(stream => GorText.Targets(GorText.Read(stream).Records)));
    }

    [Fact]
    public async Task Write_Sticky_KeepsTheRecordsOfAnExchangeTogether()
    {
        var records = Enumerable.Range(0, 300).SelectMany(i => new[] { Records.Request(i), Records.Response(i) }).ToArray();
        await using var receiver = new ByteReceiver();
        await using var output = Open(new TcpOutputPlan { Address = receiver.Address, Connections = 3, Sticky = true });
        await WriteAsync(output, records);
        await output.CompleteAsync(Token);

        // GoReplay's rule: FNV-1a of the id, modulo the number of connections.
        var expected = records.GroupBy(record => record.Id.Hash32() % 3).Select(group => Convert.ToHexString(GorText.Write(group))).Order();
        Assert.Equal(expected, receiver.Streams.Select(Convert.ToHexString).Order());
    }

    [Theory]
    [InlineData("", 2166136261)]
    [InlineData("abc", 440920331)]
    [InlineData("user-42", 39875499)]
    public void Hash32_OfAnId_IsFnv1A(string id, uint hash) => Assert.Equal(hash, RecordId.From(id).Hash32());

    [Fact]
    public async Task Write_ReplayedResponse_IsNotForRelays()
    {
        await using var receiver = new ByteReceiver();
        await using var output = Open(receiver.Address, connections: 1);
        await WriteAsync(output, Records.Request(1), Records.Response(1), Records.Response(1) with { Kind = RecordKind.ReplayedResponse });
        await output.CompleteAsync(Token);
        Assert.Equal([RecordKind.Request, RecordKind.Response], GorText.Read(receiver.Streams[0]).Records.Select(record => record.Kind));
        AssertLedger(delivered: 2, (LedgerReason.NotApplicable, 1));
    }

    [Fact]
    public async Task Write_ReceiverComesLater_DeliversWhatWaited()
    {
        var port = FreePort.Next();
        await using var output = Open($"127.0.0.1:{port}", connections: 2);
        await WriteAsync(output, Records.Requests(50));
        await Eventually.HoldsAsync(() => output.Warnings.Count > 0);
        Assert.Equal($"2 of 2 connections to 127.0.0.1:{port} are down and tried again every second: Connection refused.", await WarningAsync(output, "2 of 2"));
        await using var receiver = new ByteReceiver(port);
        await output.CompleteAsync(Token);
        Assert.Empty(output.Warnings);
        Assert.Equal(50, receiver.Streams.Sum(stream => GorText.Read(stream).Records.Count));
        AssertLedger(delivered: 50);
    }

    [Fact]
    public async Task Write_ReceiverNeverComes_GivesUpSomeSecondsAfterTheEnd()
    {
        var time = new FakeTimeProvider();
        await using var output = Open(new TcpOutputPlan { Address = $"127.0.0.1:{FreePort.Next()}", Connections = 3 }, time);
        await WriteAsync(output, Records.Requests(50));
        var completion = output.CompleteAsync(Token).AsTask();
        var began = time.GetUtcNow();
        await AdvanceAsync(time, () => completion.IsCompleted);
        Assert.InRange(time.GetUtcNow() - began, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(5));
        AssertLedger(delivered: 0, (LedgerReason.Refused, 50));
    }

    [Fact]
    public async Task Write_IdleReceiverRestarts_IsNoticedAndNothingIsLost()
    {
        var receiver = new ByteReceiver();
        var port = receiver.Port;
        await using var output = Open(receiver.Address, connections: 2);
        await WriteAsync(output, Records.Requests(20));
        var length = GorText.Write(Records.Requests(20)).Length;
        await receiver.WaitForAsync(length);
        await receiver.DisposeAsync();
        await WarningAsync(output, "2 of 2");
        await using var successor = new ByteReceiver(port);
        await Eventually.HoldsAsync(() => output.Warnings.Count == 0);
        await WriteAsync(output, Records.Requests(20));
        await output.CompleteAsync(Token);
        Assert.Equal(length, successor.Streams.Sum(stream => stream.Length));
        AssertLedger(delivered: 40);
    }

    [Fact]
    public async Task Write_ReceiverKilledUnderLoad_LosesNoMoreThanItCountsAndRepeatsNothing()
    {
        var records = Records.Requests(20_000);
        var receiver = new ByteReceiver();
        var port = receiver.Port;
        await using var output = Open(receiver.Address, connections: 4);
        var writing = Task.Run(() => WriteAsync(output, records), Token);
        await receiver.WaitForAsync(300_000);
        await receiver.KillAsync();
        await using var successor = new ByteReceiver(port);
        await writing;
        await output.CompleteAsync(Token);

        var arrived = receiver.Streams.Concat(successor.Streams).SelectMany(stream => GorText.Targets(GorText.Read(stream).Records)).ToList();
        var entry = _account.Snapshot();
        var doubtful = entry.Dropped.GetValueOrDefault(LedgerReason.Unconfirmed);
        Assert.Equal(arrived.Count, arrived.Distinct().Count());
        Assert.InRange(records.Length - arrived.Count, 0, doubtful);
        Assert.True(arrived.Count >= entry.Delivered);
        Assert.Equal((records.Length, 0), (entry.Delivered + doubtful, entry.InFlight));
        Assert.Contains($"of {doubtful} it is not known", Assert.Single(output.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Complete_ReceiverStandsStillAtTheEnd_WaitsAndRepeatsNothing()
    {
        var (time, reads, records) = (new FakeTimeProvider(), new TaskCompletionSource(), MoreThanAReceiverBuffers());
        await using var receiver = new ByteReceiver(readsAfter: reads.Task);
        await using var output = Open(new TcpOutputPlan { Address = receiver.Address, Connections = 1 }, time);
        await WriteAsync(output, records);
        var completion = output.CompleteAsync(Token).AsTask();
        await receiver.WaitForConnectionsAsync(1);
        await AdvanceAsync(time, () => time.GetUtcNow() - time.Start > TimeSpan.FromSeconds(5));
        Assert.False(completion.IsCompleted);
        reads.SetResult();
        await receiver.WaitForAsync(GorText.Write(records).Length);
        await AdvanceAsync(time, () => completion.IsCompleted);
        Assert.Equal(GorText.Write(records), Assert.Single(receiver.Streams));
        AssertLedger(delivered: records.Length);
    }

    [Fact]
    public async Task Complete_ReceiverReadsNoMore_GivesUpAndRepeatsNothing()
    {
        var (time, reads, records) = (new FakeTimeProvider(), new TaskCompletionSource(), MoreThanAReceiverBuffers());
        await using var receiver = new ByteReceiver(readsAfter: reads.Task);
        await using var output = Open(new TcpOutputPlan { Address = receiver.Address, Connections = 1 }, time);
        await WriteAsync(output, records);
        var completion = output.CompleteAsync(Token).AsTask();
        await AdvanceAsync(time, () => completion.IsCompleted);
        reads.SetResult();
        await receiver.WaitForAsync(GorText.Write(records).Length);
        Assert.Single(receiver.Streams);
        var entry = _account.Snapshot();
        Assert.InRange(entry.Dropped[LedgerReason.Unconfirmed], 1, records.Length - 1);
        Assert.Equal((records.Length, 0), (entry.Delivered + entry.TotalDropped, entry.InFlight));
    }

    [Fact]
    public async Task Abandon_ReceiverDoesNotRead_CountsTheRestAsStopped()
    {
        await using var receiver = new ByteReceiver(readsAfter: new TaskCompletionSource().Task);
        await using var output = Open(receiver.Address, connections: 1);
        using var abandon = new CancellationTokenSource();
        var large = Enumerable.Range(0, 100).Select(i => Records.Response(i, body: new string('x', 1_000_000))).ToArray();
        _account.Seen(large.Length);
        var writing = output.WriteAsync(large, abandon.Token).AsTask();
        await receiver.WaitForConnectionsAsync(1);
        await abandon.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);

        // What the output never took is left to its queue to count.
        var entry = _account.Snapshot();
        Assert.InRange(entry.Delivered, 0, 20);
        Assert.InRange(entry.Dropped[LedgerReason.Stopped], 1, 100);
        Assert.Equal(large.Length, entry.Delivered + entry.TotalDropped + entry.InFlight);
    }

    [Fact]
    public async Task Write_OverTls_VerifiesTheCertificateUnlessToldNotTo()
    {
        using var certificates = await TestCertificates.CreateAsync();
        var port = FreePort.Next();
        await using var receiver = ToolProcess.Start("bash", "-c", // it reads its input too, and must not find the end of it
            $"sleep 1000 | openssl s_server -quiet -accept 127.0.0.1:{port} -cert '{certificates.ServerFile}' -key '{certificates.ServerKeyFile}'");
        var plan = new TcpOutputPlan { Address = $"127.0.0.1:{port}", Connections = 1, Secure = true };
        await using (var strict = Open(plan))
        {
            await WriteAsync(strict, Records.Request(1));
            await WarningAsync(strict, "certificate");
        }

        AssertLedger(delivered: 0, (LedgerReason.Stopped, 1));
        await using var output = Open(plan with { SkipVerify = true });
        await WriteAsync(output, Records.Requests(200));
        await output.CompleteAsync(Token);
        var sent = GorText.Write(Records.Requests(200));
        await Eventually.HoldsAsync(() => receiver.Output.Length >= sent.Length); // sent is not printed yet
        Assert.Equal(sent, receiver.Output);
        AssertLedger(delivered: 200, (LedgerReason.Stopped, 1));
    }

    [Theory]
    [InlineData("", 10, "/address")]
    [InlineData("host", 10, "/address")]
    [InlineData("host:0", 10, "/address")]
    [InlineData("host:1", 0, "/connections")]
    [InlineData("host:1", 1001, "/connections")]
    public void Open_PlanThatCannotWork_NamesTheFault(string address, int connections, string path) =>
        Assert.Equal(path, Assert.Single(Assert.Throws<PlanException>(() => Open(address, connections)).Faults).Path);

    /// <summary>Records that a receiver which does not read leaves with the sender, whose kernel takes them.</summary>
    private static Record[] MoreThanAReceiverBuffers() => [.. Enumerable.Range(0, 30).Select(i => Records.Response(i, body: new string('x', 10_000)))];

    /// <summary>Lets the clock run on in small steps, with time to act in between, for an hour at the most.</summary>
    private static async Task AdvanceAsync(FakeTimeProvider time, Func<bool> until)
    {
        for (var end = time.GetUtcNow() + TimeSpan.FromHours(1); !until();)
        {
            Assert.True(time.GetUtcNow() < end, "It did not come to an end.");
            time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Delay(1, Token);
        }
    }

    private TcpOutput Open(string address, int connections = 10) => Open(new TcpOutputPlan { Address = address, Connections = connections });

    private TcpOutput Open(TcpOutputPlan plan, TimeProvider? time = null) => TcpOutput.Open(plan, _account, time ?? TimeProvider.System, NullLogger.Instance);

    private async Task WriteAsync(TcpOutput output, params Record[] records)
    {
        foreach (var batch in records.Chunk(256))
        {
            _account.Seen(batch.Length);
            await output.WriteAsync(batch, Token);
        }
    }

    private static async Task<string> WarningAsync(TcpOutput output, string part)
    {
        string? found = null;
        await Eventually.HoldsAsync(() => (found = output.Warnings.FirstOrDefault(warning => warning.Contains(part, StringComparison.Ordinal))) is not null);
        return found!;
    }

    private void AssertLedger(long delivered, params (LedgerReason Reason, long Count)[] dropped)
    {
        var entry = _account.Snapshot();
        Assert.Equal((delivered, 0), (entry.Delivered, entry.InFlight));
        Assert.Equal(dropped.ToDictionary(one => one.Reason, one => one.Count), entry.Dropped);
    }
}
