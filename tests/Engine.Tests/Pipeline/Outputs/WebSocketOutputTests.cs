using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Pipeline.Outputs;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Tests.Gor;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Pipeline.Outputs;

public class WebSocketOutputTests
{
    private readonly LedgerAccount _account = new Ledger().Account("output 1");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Write_TenThousandRecords_EachIsOneBinaryMessage()
    {
        var records = Enumerable.Range(0, 10_000)
            .Select(i => i % 3 == 2 ? Records.Response(i, body: $"\n\n{i}\0ÿ" + new string('x', i % 500)) : Records.Request(i, $"/{i}", i)).ToArray();
        await using var receiver = await WebSocketReceiver.StartAsync();
        await using var output = Open($"ws://{receiver.Address}/in");
        await WriteAsync(output, records);
        await output.CompleteAsync(Token);
        Assert.Equal(10, receiver.Connections.Count);
        Assert.Equal([WebSocketMessageType.Binary], receiver.Types);
        Assert.Equal(records.Select(Hex).Order(), receiver.Messages.Select(Convert.ToHexString).Order());
        AssertLedger(delivered: 10_000);
    }

    [Fact]
    public async Task Write_LongAndShortRecords_KeepTheirBounds()
    {
        Record[] records = [.. new[] { 0, 1, 125, 126, 65_535, 65_536, 3_000_000 }.Select(length => Records.Response(length, body: new string('x', length)))];
        await using var receiver = await WebSocketReceiver.StartAsync();
        await using var output = Open($"ws://{receiver.Address}/in", connections: 1);
        await WriteAsync(output, records);
        await output.CompleteAsync(Token);
        Assert.Equal(records.Select(Hex), receiver.Messages.Select(Convert.ToHexString));
        AssertLedger(delivered: records.Length);
    }

    [Fact]
    public async Task Write_Sticky_KeepsTheRecordsOfAnExchangeTogether()
    {
        var records = Enumerable.Range(0, 300).SelectMany(i => new[] { Records.Request(i), Records.Response(i) }).ToArray();
        await using var receiver = await WebSocketReceiver.StartAsync();
        await using var output = Open(new WebSocketOutputPlan { Url = $"ws://{receiver.Address}/in", Connections = 3, Sticky = true });
        await WriteAsync(output, records);
        await output.CompleteAsync(Token);
        var expected = records.GroupBy(record => record.Id.Hash32() % 3).Select(group => string.Concat(group.Select(Hex))).Order();
        Assert.Equal(expected, receiver.Connections.Select(messages => string.Concat(messages.Select(Convert.ToHexString))).Order());
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("u:p@", "u:p")]
    [InlineData("j%C3%BCrgen:a%40b@", "jürgen:a@b")]
    [InlineData("u@", "u")]
    public async Task Write_UserInUrl_IsSentAsBasicAuthorizationAndOnlyThen(string user, string? credentials)
    {
        await using var receiver = await WebSocketReceiver.StartAsync();
        await using var output = Open($"ws://{user}{receiver.Address}/in", connections: 1);
        await WriteAsync(output, Records.Request(1));
        await output.CompleteAsync(Token);
        Assert.Equal(credentials is null ? [] : [$"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials))}"],
            Assert.Single(receiver.Authorizations));
        AssertLedger(delivered: 1);
    }

    [Fact]
    public async Task Write_NotAWebSocketThere_SaysWhatItAnsweredAndNothingOfThePassword()
    {
        await using var receiver = await WebSocketReceiver.StartAsync();
        await using (var output = Open($"ws://u:secret@{receiver.Address}/elsewhere?key=hidden", connections: 1))
        {
            await WriteAsync(output, Records.Request(1));
            await Eventually.HoldsAsync(() => output.Warnings.Count > 0);
            Assert.StartsWith($"1 of 1 connections to ws://{receiver.Address}/elsewhere are down and tried again every second: ", output.Warnings[0], StringComparison.Ordinal);
            Assert.Contains("404", output.Warnings[0], StringComparison.Ordinal);
        }

        AssertLedger(delivered: 0, (LedgerReason.Stopped, 1));
    }

    [Fact]
    public async Task Complete_NotAWebSocketThere_CountsAsRejected()
    {
        await using var target = ScriptedTarget.Plain();
        await using var output = Open($"ws://{target.Address}", connections: 1);
        await WriteAsync(output, Records.Request(1));
        await output.CompleteAsync(Token);
        AssertLedger(delivered: 0, (LedgerReason.Rejected, 1));
    }

    [Fact]
    public async Task Write_ReceiverComesLater_DeliversWhatWaited()
    {
        var port = FreePort.Next();
        await using var output = Open($"ws://127.0.0.1:{port}/in", connections: 2);
        await WriteAsync(output, Records.Requests(50));
        await Eventually.HoldsAsync(() => output.Warnings.Any(warning => warning.Contains("Connection refused", StringComparison.Ordinal)));
        await using var receiver = await WebSocketReceiver.StartAsync(port);
        await output.CompleteAsync(Token);
        Assert.Empty(output.Warnings);
        Assert.Equal(50, receiver.Count);
        AssertLedger(delivered: 50);
    }

    [Fact]
    public async Task Write_ReceiverKilledUnderLoad_LosesNoMoreThanItCountsAndRepeatsNothing()
    {
        var records = Records.Requests(20_000);
        var receiver = await WebSocketReceiver.StartAsync();
        var port = receiver.Port;
        await using var output = Open($"ws://127.0.0.1:{port}/in", connections: 4);
        var writing = Task.Run(() => WriteAsync(output, records), Token);
        await Eventually.HoldsAsync(() => receiver.Count > 3000);
        await receiver.DisposeAsync();
        await using var successor = await WebSocketReceiver.StartAsync(port);
        await writing;
        await output.CompleteAsync(Token);
        AssertAtMostOnce(records, [.. receiver.Messages, .. successor.Messages]);
    }

    [Fact]
    public async Task Write_ReceiverClosesInTheMiddle_LosesNoMoreThanItCountsAndRepeatsNothing()
    {
        var records = Enumerable.Range(0, 3000).Select(i => Records.Response(i, body: new string('x', 10_000))).ToArray(); // more than two connections buffer
        await using var receiver = await WebSocketReceiver.StartAsync(
            onMessage: (socket, number) => number % 300 == 0 ? socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, "restarting", Token) : Task.CompletedTask);
        await using var output = Open($"ws://{receiver.Address}/in", connections: 2);
        await WriteAsync(output, records);
        await output.CompleteAsync(Token);
        Assert.InRange(receiver.Connections.Count, 3, int.MaxValue);
        AssertAtMostOnce(records, receiver.Messages);
    }

    [Fact]
    public async Task Complete_SlowReceiver_WaitsUntilItHasReadAll()
    {
        using var gate = new SemaphoreSlim(0);
        await using var receiver = await WebSocketReceiver.StartAsync(onMessage: (_, _) => gate.WaitAsync(Token));
        await using var output = Open($"ws://{receiver.Address}/in", connections: 1);
        var records = Enumerable.Range(0, 200).Select(i => Records.Response(i, body: new string('x', 100_000))).ToArray();
        var writing = Task.Run(() => WriteAsync(output, records), Token);
        await Eventually.HoldsAsync(() => receiver.Count == 1);
        Assert.InRange(_account.Snapshot().Delivered, 0, records.Length - 1);
        gate.Release(records.Length);
        await writing;
        await output.CompleteAsync(Token);
        Assert.Equal(records.Length, receiver.Count);
        AssertLedger(delivered: records.Length);
    }

    [Fact]
    public async Task Write_OverTls_VerifiesTheCertificateUnlessToldNotTo()
    {
        using var certificates = await TestCertificates.CreateAsync();
        using var certificate = X509CertificateLoader.LoadPkcs12(
            X509Certificate2.CreateFromPemFile(certificates.ServerFile, certificates.ServerKeyFile).Export(X509ContentType.Pkcs12), null);
        await using var receiver = await WebSocketReceiver.StartAsync(certificate: certificate);
        var plan = new WebSocketOutputPlan { Url = $"wss://localhost:{receiver.Port}/in", Connections = 1 };
        await using (var strict = Open(plan))
        {
            await WriteAsync(strict, Records.Request(1));
            await Eventually.HoldsAsync(() => strict.Warnings.Any(warning => warning.Contains("certificate", StringComparison.Ordinal)));
        }

        AssertLedger(delivered: 0, (LedgerReason.Stopped, 1));
        await using var output = Open(plan with { SkipVerify = true });
        await WriteAsync(output, Records.Requests(200));
        await output.CompleteAsync(Token);
        Assert.Equal(Records.Requests(200).Select(Hex), receiver.Messages.Select(Convert.ToHexString));
        AssertLedger(delivered: 200, (LedgerReason.Stopped, 1));
    }

    [Theory]
    [InlineData("", 10, "/url")]
    [InlineData("http://host/", 10, "/url")]
    [InlineData("host:1", 10, "/url")]
    [InlineData("ws:///path", 10, "/url")]
    [InlineData("ws://host", 0, "/connections")]
    [InlineData("ws://host", 1001, "/connections")]
    public void Open_PlanThatCannotWork_NamesTheFault(string url, int connections, string path) =>
        Assert.Equal(path, Assert.Single(Assert.Throws<PlanException>(() => Open(url, connections)).Faults).Path);

    private static string Hex(Record record) => Convert.ToHexString(GorText.Write([record])[..^Encoding.UTF8.GetByteCount(GorText.Separator)]);

    private WebSocketOutput Open(string url, int connections = 10) => Open(new WebSocketOutputPlan { Url = url, Connections = connections });

    private WebSocketOutput Open(WebSocketOutputPlan plan) => WebSocketOutput.Open(plan, _account, TimeProvider.System, NullLogger.Instance);

    private async Task WriteAsync(WebSocketOutput output, params Record[] records)
    {
        foreach (var batch in records.Chunk(256))
        {
            _account.Seen(batch.Length);
            await output.WriteAsync(batch, Token);
        }
    }

    private void AssertAtMostOnce(Record[] records, IReadOnlyList<byte[]> messages)
    {
        var entry = _account.Snapshot();
        var doubtful = entry.Dropped.GetValueOrDefault(LedgerReason.Unconfirmed);
        Assert.Equal(messages.Count, messages.Select(Convert.ToHexString).Distinct().Count());
        Assert.InRange(records.Length - messages.Count, 0, doubtful);
        Assert.True(messages.Count >= entry.Delivered);
        Assert.Equal((records.Length, 0), (entry.Delivered + doubtful, entry.InFlight));
    }

    private void AssertLedger(long delivered, params (LedgerReason Reason, long Count)[] dropped)
    {
        var entry = _account.Snapshot();
        Assert.Equal((delivered, 0), (entry.Delivered, entry.InFlight));
        Assert.Equal(dropped.ToDictionary(one => one.Reason, one => one.Count), entry.Dropped);
    }
}
