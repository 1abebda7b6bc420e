using System.Text.RegularExpressions;
using TapeDeck.TestKit;

namespace TapeDeck.Acceptance.Tests;

/// <summary>Acceptance table C: what is captured (spec §13, 40–42, 60–64). Needs the right to capture; 64 needs root.</summary>
public sealed class CaptureAddressTests : IDisposable
{
    private const string Get = "GET /seen HTTP/1.1\r\nHost: h\r\n\r\n";

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task Check040_PortOfAServer_ShowsTheRequestOfARealClient()
    {
        await using var site = await NginxServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var capture = await _place.CaptureAsync("--input-raw", $":{site.Port}", "--output-stdout");
        Assert.Equal(0, (await ToolProcess.RunAsync("curl", "--silent", $"{site.Url}seen?a=1")).ExitCode);
        var record = Assert.Single(await Workplace.CapturedAsync(capture, 1));
        Assert.Equal(('1', "GET /seen?a=1 HTTP/1.1"), (record.Kind, record.FirstLine));
        Assert.Equal(["GET /seen?a=1 200 " + site.Url.Authority], await site.RequestsAsync(1));
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("localhost", "127.0.0.1")]
    [InlineData("lo", "127.0.0.1")]
    [InlineData("l*", "127.0.0.1")]
    [InlineData("0.0.0.0", "127.0.0.1")]
    [InlineData("lo", "127.0.0.2")]
    [InlineData("[::1]", "::1")]
    [InlineData("lo", "::1")]
    public async Task Check041_AddressOrInterface_IsCaptured(string where, string server)
    {
        await using var talk = new LoopbackTalk(server);
        await using var capture = await _place.CaptureAsync("--input-raw", $"{where}:{talk.Port}", "--output-stdout");
        await talk.ClientAsync(Get);
        Assert.Equal(Get, Assert.Single(await Workplace.CapturedAsync(capture, 1)).Payload);
    }

    [Fact]
    public async Task Check042_SeveralPorts_AreCapturedAndNoOther()
    {
        await using var first = new LoopbackTalk();
        await using var second = new LoopbackTalk();
        await using var third = new LoopbackTalk();
        await using var capture = await _place.CaptureAsync("--input-raw", $":{first.Port},{second.Port}", "--output-stdout");
        await third.ClientAsync(Get.Replace("seen", "third", StringComparison.Ordinal));
        await first.ClientAsync(Get.Replace("seen", "first", StringComparison.Ordinal));
        await second.ClientAsync(Get.Replace("seen", "second", StringComparison.Ordinal));
        var records = await Workplace.CapturedAsync(capture, 2);
        Assert.Equal(["GET /first HTTP/1.1", "GET /second HTTP/1.1"], records.Select(record => record.FirstLine).Order());
    }

    [Theory]
    [InlineData("libpcap", "capturing on lo, buffer 10,485,760 bytes")]
    [InlineData("af_packet", "capturing on lo through a packet socket, buffer 10,485,760 bytes")]
    public async Task Check060_BufferSize_IsInForceAndSaidToBe(string engine, string note)
    {
        await using var capture = await _place.CaptureAsync(
            "--input-raw-buffer-size", "10485760", "--input-raw-engine", engine, "--input-raw", "lo:9", "--output-null");
        Assert.Contains($"tapedeck: {note}: ", capture.Error, StringComparison.Ordinal);

        // What the kernel itself says of the process's packet socket.
        var (_, sockets, _) = await ToolProcess.RunAsync("ss", "--packet", "--extended", "--processes");
        var ring = Regex.Match(sockets, $@"pid={capture.Id},[\s\S]*?ring_rx\(blk_size:(\d+),blk_nr:(\d+),");
        Assert.True(ring.Success, sockets);
        Assert.Equal(10_485_760, long.Parse(ring.Groups[1].Value) * long.Parse(ring.Groups[2].Value));
        (await Workplace.StopAsync(capture)).Succeeded();
    }

    /// <summary>What has not the form of an address is a bad value, as with any option (spec §2.1): exit 2.</summary>
    [Theory]
    [InlineData("nosuch0:80", 1, "There is no interface 'nosuch0'. There are: ")]
    [InlineData("none.invalid:80", 1, "There is no interface 'none.invalid'")]
    [InlineData("none.pcap:80", 2, "There is no file 'none.pcap'")]
    [InlineData("127.0.0.1", 2, "\"127.0.0.1\" is not an address")]
    [InlineData(":99999", 2, "names the port 99999")]
    public async Task Check061_BadAddress_IsRefusedWithTheReason(string address, int exitCode, string reason)
    {
        var outcome = await _place.RunAsync("--input-raw", address, "--output-null");
        Assert.Equal(exitCode, outcome.ExitCode);
        Assert.StartsWith("tapedeck: --input-raw: ", outcome.Error, StringComparison.Ordinal);
        Assert.Contains(reason, outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("libpcap")]
    [InlineData("af_packet")]
    public async Task Check061_NoRights_IsExit1WithTheCommandThatGrantsThem(string engine)
    {
        string[] command = [ToolProcess.TapeDeck, "--input-raw", "lo:80", "--input-raw-engine", engine, "--output-null"];
        await using var program = Environment.IsPrivilegedProcess
            ? ToolProcess.Start("setpriv", ["--bounding-set", "-net_raw", "--inh-caps", "-net_raw", .. command])
            : ToolProcess.Start(command[0], command[1..]);
        var outcome = await Workplace.EndAsync(program);
        Assert.Equal(1, outcome.ExitCode);
        Assert.StartsWith("tapedeck: --input-raw: This process may not capture on lo. ", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("sudo setcap cap_net_raw+ep ", outcome.Error, StringComparison.Ordinal);
    }

    /// <summary>A capture may begin before its server: that nobody serves the port is no error, and the summary shows that nothing came.</summary>
    [Fact]
    public async Task Check061_PortThatNobodyServes_IsCapturedOnceSomebodyDoes()
    {
        var outcome = (await _place.RunAsync("--input-raw", $"lo:{FreePort.Next()}", "--output-null", "--exit-after", "100ms")).Succeeded();
        Assert.Equal(0, outcome.Count("records", 0));
        Assert.Contains("0 requests, 0 responses", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check062_OutputToTheCapturedPort_MakesNoLoop()
    {
        await using var site = ScriptedTarget.Plain();
        await using var capture = await _place.CaptureAsync("--input-raw", $"lo:{site.Port}", "--output-http", site.Address, "--output-stdout");
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(0, (await ToolProcess.RunAsync("curl", "--silent", $"{site.Address}/{i}")).ExitCode);
        }

        await capture.WaitUntilAsync(() => site.Requests.Count >= 6, "curl's requests and the copies");
        var outcome = (await Workplace.StopAsync(capture)).Succeeded();
        Assert.Equal(["GET /0 HTTP/1.1", "GET /1 HTTP/1.1", "GET /2 HTTP/1.1"], outcome.Records.Select(record => record.FirstLine));
        Assert.Equal(6, site.Requests.Count);
        Assert.Contains("own traffic 3", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check063_StandardOutput_HoldsRecordsOnly()
    {
        await using var talk = new LoopbackTalk();
        await using var capture = await _place.CaptureAsync(
            "--input-raw", $":{talk.Port}", "--input-raw-track-response", "--input-raw-stats", "--stats", "--verbose", "3", "--output-stdout");
        await talk.ClientAsync(Get);
        await talk.ServerAsync("HTTP/1.1 204 No Content\r\n\r\n");
        var records = await Workplace.CapturedAsync(capture, 2);
        Assert.Equal(capture.Output, GorRecord.ToBytes(records));
        Assert.Contains($"tcp dst port {talk.Port}", capture.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check064_ClientOfTheOwnLanAddress_IsCapturedOnce()
    {
        await using var lan = await NetworkNamespace.CreateAsync();
        await using var own = new LoopbackTalk(lan.Address);
        foreach (var where in new[] { "", lan.Address })
        {
            await using var capture = await _place.CaptureAsync("--input-raw", $"{where}:{own.Port}", "--output-stdout");
            await own.ClientAsync(Get);
            Assert.Equal(Get, Assert.Single(await Workplace.CapturedAsync(capture, 1)).Payload);
        }
    }

    [Fact]
    public async Task Check064_ClientOnAnotherHost_IsCapturedOnce()
    {
        await using var lan = await NetworkNamespace.CreateAsync();
        var port = FreePort.Next();
        await using var site = _place.Start("file-server", $"{lan.Address}:{port}");
        await site.WaitUntilAsync(() => site.Error.Contains("serves", StringComparison.Ordinal), "the server");
        await using var capture = await _place.CaptureAsync("--input-raw", $":{port}", "--output-stdout");
        await using var curl = lan.Start("curl", "--silent", $"http://{lan.Address}:{port}/far");
        Assert.Equal(0, await curl.WaitForExitAsync());
        Assert.Equal("GET /far HTTP/1.1", Assert.Single(await Workplace.CapturedAsync(capture, 1)).FirstLine);
    }
}
