using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using TapeDeck.TestKit;

namespace TapeDeck.Acceptance.Tests;

/// <summary>Acceptance table F: relays (spec §13, 109, 110 and 112; §8.1).</summary>
public sealed class RelayTests : IDisposable
{
    private readonly Workplace _place = new();
    private readonly int _port = FreePort.Next();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Address => $"127.0.0.1:{_port}";

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task Check109_ManyRecords_ArriveOnceByteForByte()
    {
        _place.Write("in.gor", Enumerable.Range(0, 10_000).Select(i => GorRecord.Of((char)('1' + (i % 2)), i, 0, $"GET /{i} HTTP/1.1\r\nX: {new string((char)('a' + (i % 26)), i % 700)}\r\n\r\n\n")));
        await using var receiver = await ReceiveAsync("out.gor");
        var sent = (await _place.RunAsync("--input-file", "in.gor|max", "--output-tcp", Address)).Succeeded();
        Assert.Equal(10_000, sent.Count("output 1", 1));
        Assert.Equal(10_000, (await Workplace.StopAsync(receiver)).Succeeded().Count("output 1", 1));
        Assert.Equal(_place.Read("in.gor").OrderBy(record => record.Id, StringComparer.Ordinal), _place.Read("out.gor").OrderBy(record => record.Id, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Check110_ReceiverRestarted_SendingResumesAndLossIsCounted()
    {
        const int Records = 3000;
        _place.Write("in.gor", GorRecord.Gets(Records, 1));
        await using var first = await ReceiveAsync("out1.gor");
        await using var sender = _place.Start("--input-file", "in.gor|1000/s", "--output-tcp", Address, "--output-tcp-workers", "3");
        await sender.WaitUntilAsync(() => new FileInfo(_place.PathOf("out1.gor")) is { Exists: true, Length: > 0 }, "some records");
        (await Workplace.StopAsync(first)).Succeeded();
        await using var second = await ReceiveAsync("out2.gor");
        var sent = (await Workplace.EndAsync(sender)).Succeeded();
        (await Workplace.StopAsync(second)).Succeeded();
        Assert.Equal(Records, sent.Count("output 1", 0));
        var received = _place.Read("out1.gor").Concat(_place.Read("out2.gor")).Select(record => record.Id).ToList();
        Assert.NotEmpty(_place.Read("out2.gor"));
        Assert.InRange(Records - received.Distinct().Count(), 0, sent.Count("output 1", 3));
        Assert.Equal(received.Distinct().Order(StringComparer.Ordinal), received.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Check112_StreamsMadeByHand_AreReceived(bool secure)
    {
        var certificate = await _place.CertificateAsync();
        await using var receiver = await ReceiveAsync("out.gor", secure ? ["--input-tcp-secure", "--input-tcp-certificate", certificate.Certificate, "--input-tcp-certificate-key", certificate.Key] : []);
        var parts = Enumerable.Range(0, 3).Select(i => GorRecord.Gets(50, 1, first: i * 100)).ToList();
        await Task.WhenAll(parts.Select(async (part, i) =>
        {
            using var client = new TcpClient("127.0.0.1", _port) { NoDelay = true };
            await using var stream = secure ? await SecureAsync(client) : client.GetStream();
            var bytes = GorRecord.ToBytes(part);
            foreach (var piece in bytes.Chunk(7 + (40 * i))) // separators and header lines are cut too
            {
                await stream.WriteAsync(piece, Token);
            }

            await stream.WriteAsync(Encoding.ASCII.GetBytes(i == 0 ? "1 cut 5 0\nGET /cut HTTP/1.1\r\n" : ""), Token);
            await EndAsync(client);
        }));
        await receiver.WaitUntilAsync(() => File.Exists(_place.PathOf("out.gor")) && GorRecord.CountIn(File.ReadAllBytes(_place.PathOf("out.gor"))) == 150, "the last record");
        var outcome = (await Workplace.StopAsync(receiver)).Succeeded();
        Assert.Equal(parts.SelectMany(part => part), _place.Read("out.gor").OrderBy(record => record.Id, StringComparer.Ordinal));
        Assert.Equal((150, 1), (outcome.Count("sources", 1), outcome.Count("sources", 3)));
        Assert.Contains("incomplete 1", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check112_OwnStream_IsTheBytesOfTheFile()
    {
        _place.Write("in.gor", Enumerable.Range(0, 500).SelectMany(i => new[] { GorRecord.Get(i, i), GorRecord.Response(i, i) }));
        await using var receiver = new ByteReceiver();
        (await _place.RunAsync("--input-file", "in.gor|max", "--output-tcp", receiver.Address, "--output-tcp-workers", "1")).Succeeded();
        Assert.Equal(File.ReadAllBytes(_place.PathOf("in.gor")), Assert.Single(receiver.Streams));
    }

    [Fact]
    public async Task Check112_OwnStreamOverTls_IsTheFileToo()
    {
        _place.Write("in.gor", GorRecord.Gets(100, 0));
        var certificate = await _place.CertificateAsync();
        await using var receiver = await ReceiveAsync("out.gor", "--input-tcp-secure", "--input-tcp-certificate", certificate.Certificate, "--input-tcp-certificate-key", certificate.Key);
        (await _place.RunAsync("--input-file", "in.gor|max", "--output-tcp", Address, "--output-tcp-workers", "1", "--output-tcp-secure", "--output-tcp-skip-verify")).Succeeded();
        (await Workplace.StopAsync(receiver)).Succeeded();
        Assert.Equal(File.ReadAllBytes(_place.PathOf("in.gor")), File.ReadAllBytes(_place.PathOf("out.gor")));
    }

    private async Task<ToolProcess> ReceiveAsync(string file, params string[] options)
    {
        var receiver = _place.Start(["--input-tcp", Address, "--output-file", file, "--output-file-append", .. options]);
        await receiver.WaitUntilAsync(() => receiver.Error.Contains($"listening on {Address}", StringComparison.Ordinal), "the receiver");
        return receiver;
    }

    /// <summary>Ends in order. To close with something unread, such as a session ticket of TLS, would be a reset, which takes what is on its way with it.</summary>
    private static async Task EndAsync(TcpClient client)
    {
        client.Client.Shutdown(SocketShutdown.Send);
        while (await client.Client.ReceiveAsync(new byte[4096], Token) > 0)
        {
        }
    }

    private static async Task<Stream> SecureAsync(TcpClient client)
    {
        var stream = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, (_, certificate, _, _) => certificate!.Subject == "CN=localhost");
        await stream.AuthenticateAsClientAsync("localhost");
        return stream;
    }
}
