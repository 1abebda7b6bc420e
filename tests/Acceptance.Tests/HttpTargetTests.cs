using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using TapeDeck.TestKit;

namespace TapeDeck.Acceptance.Tests;

/// <summary>Acceptance table D: connections, faults and several targets (spec §13, 76, 80–88).</summary>
public sealed class HttpTargetTests : IDisposable
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task Check076_ThousandRequests_TakeNoMoreConnectionsThanWorkers()
    {
        await using var target = ScriptedTarget.Plain();
        _place.Write("in.gor", GorRecord.Gets(1000, 0));
        (await _place.RunAsync("--input-file", "in.gor", "--output-http", target.Address, "--output-http-workers", "4")).Succeeded();
        Assert.Equal(1000, target.Requests.Count);
        Assert.InRange(target.Connections, 1, 4);
    }

    [Fact]
    public async Task Check080_TargetThatSleeps_TimesOutAndOthersGoOn()
    {
        await using var target = new ScriptedTarget((connection, request) =>
            Encoding.Latin1.GetString(request).StartsWith("GET /0 ", StringComparison.Ordinal) ? connection.HangAsync() : connection.SendAsync(Ok));
        _place.Write("in.gor", GorRecord.Gets(20, 0));
        var outcome = (await _place.RunAsync("--input-file", "in.gor", "--output-http", target.Address, "--output-http-timeout", "1s")).Succeeded();
        Assert.Equal((19, 1), (outcome.Count("output 1", 1), outcome.Count("output 1", 3)));
        Assert.Contains("timed out 1", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check081_TargetDown_IsCountedAndUsedAgainOnceItIsBack()
    {
        var port = FreePort.Next();
        await using var program = _place.Start("--input-dummy", "20ms", "--output-http", $"127.0.0.1:{port}", "--output-file", "out.gor", "--output-file-append");
        await program.WaitUntilAsync(() => File.Exists(_place.PathOf("out.gor")) && _place.Read("out.gor").Count > 20, "some requests while it is down");
        await using var target = new ScriptedTarget((connection, _) => connection.SendAsync(Ok), port: port);
        await program.WaitUntilAsync(() => target.Requests.Count > 5, "requests once it is back");
        var outcome = (await Workplace.StopAsync(program)).Succeeded();
        Assert.Matches(@"refused [1-9]", outcome.Error);
        Assert.Equal(target.Requests.Count, outcome.Count("output 2", 1));
    }

    [Theory]
    [InlineData(0, 1, "302")]
    [InlineData(2, 3, "302")]
    [InlineData(5, 4, "200")]
    public async Task Check082_Redirects_AreFollowedAsOftenAsAllowed(int allowed, int requests, string status)
    {
        await using var target = new ScriptedTarget((connection, request) => connection.SendAsync(
            Encoding.Latin1.GetString(request).StartsWith("GET /4 ", StringComparison.Ordinal) ? Ok : Redirect(request)));
        _place.Write("in.gor", GorRecord.Get(1, 0));
        (await _place.RunAsync(
            "--input-file", "in.gor", "--output-http", target.Address, "--output-http-redirects", $"{allowed}", "--output-http-track-response",
            "--output-file", "out.gor", "--output-file-append")).Succeeded();
        Assert.Equal(Enumerable.Range(1, requests).Select(i => $"GET /{i} HTTP/1.1"), target.RequestLines);
        Assert.StartsWith($"HTTP/1.1 {status} ", _place.Read("out.gor").Single(record => record.Kind == '3').Payload, StringComparison.Ordinal);

        static string Redirect(byte[] request) => $"HTTP/1.1 302 Found\r\nLocation: /{request[5] - '0' + 1}\r\nContent-Length: 0\r\n\r\n";
    }

    [Fact]
    public async Task Check083_OneWorker_HasOneRequestInFlight()
    {
        await using var target = ScriptedTarget.Plain();
        _place.Write("in.gor", GorRecord.Gets(300, 0));
        (await _place.RunAsync("--input-file", "in.gor", "--output-http", target.Address, "--output-http-workers", "1")).Succeeded();
        Assert.Equal((300, 1), (target.Requests.Count, target.MostInFlight));
        Assert.Equal(Enumerable.Range(0, 300).Select(i => $"GET /{i} HTTP/1.1"), target.RequestLines);
    }

    [Fact]
    public async Task Check084_FullQueue_DropsAndCountsAndTheOtherOutputGoesOn()
    {
        await using var slow = new ScriptedTarget((connection, _) => connection.HangAsync());
        await using var target = ScriptedTarget.Plain();
        await using var program = _place.Start(
            "--input-dummy", "5ms", "--output-http", slow.Address, "--output-http", target.Address,
            "--output-http-workers", "1", "--output-http-queue-len", "3", "--output-http-timeout", "30s", "--exit-drain", "1s");
        await program.WaitUntilAsync(() => target.Requests.Count > 200, "requests at the other target");
        var outcome = (await Workplace.StopAsync(program)).Succeeded();
        Assert.Single(slow.Requests);
        Assert.InRange(outcome.Count("output 1", 3), 100, long.MaxValue);
        Assert.Matches("queue full [1-9]", outcome.Error);
        Assert.Equal(target.Requests.Count, outcome.Count("output 2", 1));
    }

    [Fact]
    public async Task Check084_FullQueueBehindAFile_WaitsAndLosesNothing()
    {
        await using var target = ScriptedTarget.Plain();
        _place.Write("in.gor", GorRecord.Gets(2000, 0));
        var outcome = (await _place.RunAsync("--input-file", "in.gor", "--output-http", target.Address, "--output-http-workers", "1", "--output-http-queue-len", "3")).Succeeded();
        Assert.Equal((2000, 2000), (target.Requests.Count, outcome.Count("output 1", 1)));
    }

    [Fact]
    public async Task Check086_Sessions_KeepTheirOrderOneRequestAtATime()
    {
        var open = new ConcurrentDictionary<string, int>();
        var broken = new ConcurrentQueue<string>();
        await using var target = new ScriptedTarget(async (connection, request) =>
        {
            var session = Encoding.Latin1.GetString(request).Split('/')[1];
            if (open.AddOrUpdate(session, 1, (_, count) => count + 1) > 1)
            {
                broken.Enqueue(session);
            }

            await Task.Yield();
            open.AddOrUpdate(session, 0, (_, count) => count - 1);
            await connection.SendAsync(Ok);
        });
        _place.Write("in.gor", Enumerable.Range(0, 400).Select(i => new GorRecord(
            $"1 {i % 8:x16}{i:x8} {GorRecord.Start + i} 0", $"GET /{i % 8}/{i / 8} HTTP/1.1\r\nHost: h\r\n\r\n")));
        (await _place.RunAsync("--input-file", "in.gor|max", "--output-http", target.Address, "--recognize-tcp-sessions")).Succeeded();
        Assert.Empty(broken);
        Assert.All(
            target.RequestLines.Select(line => line.Split(' ')[1].Split('/')).GroupBy(parts => parts[1]),
            session => Assert.Equal(Enumerable.Range(0, 50).Select(i => $"{i}"), session.Select(parts => parts[2])));
        Assert.Equal(400, target.Requests.Count);
    }

    [Fact]
    public async Task Check087_BadCertificate_FailsUnlessItIsNotVerified()
    {
        using var certificates = await TestCertificates.CreateAsync();
        using var certificate = X509CertificateLoader.LoadPkcs12(
            X509Certificate2.CreateFromPemFile(certificates.ServerFile, certificates.ServerKeyFile).Export(X509ContentType.Pkcs12), null);
        await using var target = new ScriptedTarget((connection, _) => connection.SendAsync(Ok), certificate);
        _place.Write("in.gor", GorRecord.Gets(3, 0));
        var strict = (await _place.RunAsync("--input-file", "in.gor", "--output-http", $"https://{target.Address}")).Succeeded();
        Assert.Contains("tls failed 3", strict.Error, StringComparison.Ordinal);
        Assert.Empty(target.Requests);
        var lax = (await _place.RunAsync("--input-file", "in.gor", "--output-http", $"https://{target.Address}", "--output-http-skip-verify")).Succeeded();
        Assert.Equal((3, 3), (target.Requests.Count, lax.Count("output 1", 1)));
    }

    [Fact]
    public async Task Check088_TwoTargets_BothGetEverything()
    {
        await using var first = ScriptedTarget.Plain();
        await using var second = ScriptedTarget.Plain();
        _place.Write("in.gor", GorRecord.Gets(200, 0));
        (await _place.RunAsync("--input-file", "in.gor", "--output-http", $"http://{first.Address}", "--output-http", $"http://{second.Address}")).Succeeded();
        var expected = Enumerable.Range(0, 200).Select(i => $"GET /{i} HTTP/1.1").Order();
        Assert.Equal(expected, first.RequestLines.Order());
        Assert.Equal(expected, second.RequestLines.Order());
    }
}
