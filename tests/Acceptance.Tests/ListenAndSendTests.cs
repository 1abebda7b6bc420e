using System.Security.Cryptography.X509Certificates;
using System.Text;
using TapeDeck.TestKit;

namespace TapeDeck.Acceptance.Tests;

/// <summary><c>--input-http</c> and <c>--output-ws</c> (spec §2.2, §8.6).</summary>
public sealed class ListenAndSendTests : IDisposable
{
    private readonly Workplace _place = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OutputWs_FromAFile_SendsEachRecordAsOneMessage(bool secure)
    {
        using var certificates = await TestCertificates.CreateAsync();
        using var certificate = X509CertificateLoader.LoadPkcs12(
            X509Certificate2.CreateFromPemFile(certificates.ServerFile, certificates.ServerKeyFile).Export(X509ContentType.Pkcs12), null);
        await using var receiver = await WebSocketReceiver.StartAsync(certificate: secure ? certificate : null);
        IReadOnlyList<GorRecord> records = [.. Enumerable.Range(0, 2000).SelectMany(i => new[] { GorRecord.Get(i, 0), GorRecord.Response(i, 0) })];
        _place.Write("in.gor", records);
        var outcome = (await _place.RunAsync(
            "--input-file", "in.gor", "--output-ws", $"{(secure ? "wss" : "ws")}://u:p@{receiver.Address}/in", "--output-ws-workers", "3", "--output-ws-sticky", "--output-ws-skip-verify")).Succeeded();
        Assert.Equal(4000, outcome.Count("output 1", 1));
        Assert.Equal(
            records.Select(record => $"{record.Header}\n{record.Payload}").Order(StringComparer.Ordinal),
            receiver.Messages.Select(Encoding.Latin1.GetString).Order(StringComparer.Ordinal));
        Assert.Equal(3, receiver.Authorizations.Count);
        Assert.All(receiver.Authorizations, sent => Assert.Equal(["Basic dTpw"], sent));
    }

    [Fact]
    public async Task OutputWs_ReceiverRestartsWhileRecordsCome_GoesOn()
    {
        var receiver = await WebSocketReceiver.StartAsync();
        var port = receiver.Port;
        _place.Write("in.gor", GorRecord.Gets(300, 10));
        await using var sender = _place.Start("--input-file", "in.gor", "--output-ws", $"ws://{receiver.Address}/in", "--output-ws-workers", "2");
        await sender.WaitUntilAsync(() => receiver.Count > 20, "the first records");
        await receiver.DisposeAsync();
        await using var successor = await WebSocketReceiver.StartAsync(port);
        var outcome = (await Workplace.EndAsync(sender)).Succeeded();
        var arrived = receiver.Messages.Concat(successor.Messages).Select(Encoding.Latin1.GetString).ToList();
        Assert.Equal(arrived.Count, arrived.Distinct().Count());
        Assert.InRange(arrived.Count, outcome.Count("output 1", 1), 300);
        Assert.True(successor.Count > 0);
    }

    [Fact]
    public async Task OutputWs_NobodyThere_EndsAndCountsEveryRecord()
    {
        _place.Write("in.gor", GorRecord.Gets(10, 0));
        var outcome = (await _place.RunAsync("--input-file", "in.gor", "--output-ws", $"ws://127.0.0.1:{FreePort.Next()}/in")).Succeeded();
        Assert.Equal(10, outcome.Count("output 1", 3));
        Assert.Contains("refused 10", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InputHttp_Curl_IsAnsweredAndRecorded()
    {
        var port = FreePort.Next();
        var url = $"http://127.0.0.1:{port}";
        var body = new string('x', 3_000_000);
        await File.WriteAllTextAsync(_place.PathOf("in.body"), body, Token);
        await using var listener = await ListenAsync(port);
        foreach (string[] arguments in new[]
        {
            [$"{url}/a?b=c", "--header", "x-Odd:  1"],
            [$"{url}/one", $"{url}/two"],
            ["--data-binary", $"@{_place.PathOf("in.body")}", "--header", "Expect: 100-continue", $"{url}/expect"],
            ["--upload-file", _place.PathOf("in.body"), "--header", "Transfer-Encoding: chunked", $"{url}/chunked"],
            ["--head", $"{url}/head"],
            new[] { "--http1.0", $"{url}/old" },
        })
        {
            var (exitCode, output, error) = await ToolProcess.RunAsync("curl", ["--silent", "--show-error", "--fail", "--max-time", "30", "--write-out", "%{http_code} ", .. arguments]);
            Assert.True(exitCode == 0, error);
            Assert.Contains("200 ", output, StringComparison.Ordinal);
        }

        var outcome = (await Workplace.StopAsync(listener)).Succeeded();
        var payloads = _place.Read("out.gor").Select(record => record.Payload).ToList();
        Assert.Equal(
            ["GET /a?b=c HTTP/1.1", "GET /one HTTP/1.1", "GET /two HTTP/1.1", "POST /expect HTTP/1.1", "PUT /chunked HTTP/1.1", "HEAD /head HTTP/1.1", "GET /old HTTP/1.0"],
            payloads.Select(payload => payload.Split('\r')[0]));
        Assert.Contains("\r\nx-Odd:  1\r\n", payloads[0], StringComparison.Ordinal);
        Assert.DoesNotContain("Expect:", payloads[3], StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n" + body, payloads[3], StringComparison.Ordinal);
        Assert.EndsWith("\r\n0\r\n\r\n", payloads[4], StringComparison.Ordinal);
        Assert.Equal(7, outcome.Count("sources", 1));
    }

    [Fact]
    public async Task InputHttp_ToAnHttpOutput_PassesRequestsOn()
    {
        await using var target = ScriptedTarget.Plain();
        var port = FreePort.Next();
        await using var listener = _place.Start("--input-http", $"127.0.0.1:{port}", "--output-http", target.Address, "--http-original-host");
        await listener.WaitUntilAsync(() => listener.Error.Contains("listening on", StringComparison.Ordinal), "the listener");
        var (exitCode, _, error) = await ToolProcess.RunAsync("curl", "--silent", "--show-error", "--fail", $"http://127.0.0.1:{port}/[1-200]");
        Assert.True(exitCode == 0, error);
        (await Workplace.StopAsync(listener)).Succeeded();
        Assert.Equal(Enumerable.Range(1, 200).Select(i => $"GET /{i} HTTP/1.1").Order(), target.RequestLines.Order());
    }

    [Fact]
    public async Task InputHttp_AddressInUse_IsOneLineAndExitOne()
    {
        await using var target = ScriptedTarget.Plain();
        var outcome = await _place.RunAsync("--input-http", target.Address, "--output-null");
        Assert.Equal((1, $"tapedeck: --input-http: {target.Address} cannot be listened on: Address already in use."), (outcome.ExitCode, outcome.Error.Trim()));
    }

    private async Task<ToolProcess> ListenAsync(int port)
    {
        var listener = _place.Start("--input-http", $":{port}", "--output-file", "out.gor", "--output-file-append");
        await listener.WaitUntilAsync(() => listener.Error.Contains("listening on", StringComparison.Ordinal), "the listener");
        return listener;
    }
}
