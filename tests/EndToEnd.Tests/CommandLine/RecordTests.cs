using TapeDeck.TestKit;

namespace TapeDeck.EndToEnd.Tests.CommandLine;

/// <summary>Recording without web server, with the options people know from GoReplay.</summary>
public sealed class RecordTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task InputRaw_Interrupted_LeavesACompleteFile()
    {
        await using var site = await NginxServer.StartAsync(cancellationToken: Token);
        var file = _folder.File("x.gor");
        await using var capture = await Tapedeck.CaptureAsync(
            "--input-raw", $"lo:{site.Port}", "--input-raw-track-response", "--output-file", file, "--output-file-append");
        await Curl.SendAsync($"{site.Url}one/[1-50]");
        await capture.InterruptAsync();
        Assert.Contains("50 requests, 50 responses", capture.Error, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(1, 50).SelectMany(i => new[] { $"1 GET /one/{i} HTTP/1.1", "2 HTTP/1.1 200 OK" }), Tapedeck.Messages(file));
        Assert.Empty(capture.Output);
    }

    [Fact]
    public async Task OutputStdout_HoldsRecordsOnly_AndNotesGoToStandardError()
    {
        await using var site = await NginxServer.StartAsync(cancellationToken: Token);
        await using var capture = await Tapedeck.CaptureAsync("--input-raw", $"127.0.0.1:{site.Port}", "--output-stdout");
        await Curl.SendAsync($"{site.Url}printed/[1-3]");
        await capture.InterruptAsync();
        Assert.Equal(["1 GET /printed/1 HTTP/1.1", "1 GET /printed/2 HTTP/1.1", "1 GET /printed/3 HTTP/1.1"], Tapedeck.MessagesOf(capture.Output));
        Assert.Contains("tapedeck: capturing on lo, buffer ", capture.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InputRaw_PacketFileOfTcpdump_IsReadToItsEndAndAppended()
    {
        await using var site = await NginxServer.StartAsync(cancellationToken: Token);
        var (packets, file) = (_folder.File("seen.pcap"), _folder.File("out.gor"));
        await using var tcpdump = ToolProcess.Start("tcpdump", "--immediate-mode", "-i", "lo", "-U", "-w", packets, $"tcp port {site.Port}");
        await tcpdump.WaitUntilAsync(() => tcpdump.Error.Contains("listening on", StringComparison.Ordinal), "tcpdump");
        await Curl.SendAsync($"{site.Url}dumped/[1-5]");
        await tcpdump.WaitUntilAsync(() => File.ReadAllText(packets).Contains("nginx /dumped/5\n", StringComparison.Ordinal), "the last response");
        await tcpdump.SignalAsync("INT");
        await tcpdump.WaitForExitAsync();
        for (var run = 1; run <= 2; run++)
        {
            var (exitCode, output, error) = await Tapedeck.RunAsync(
                "--input-raw", $"{packets}:{site.Port}", "--input-raw-track-response", "--output-file", file, "--output-file-append");
            Assert.True(exitCode == 0, error);
            Assert.Empty(output);
            Tapedeck.ExpectBalance(error);
            Assert.Equal(10 * run, Tapedeck.Messages(file).Count);
        }
    }

    [Fact]
    public async Task InputRaw_InterfaceThatGoesAway_IsAWarningWhileOthersRemain()
    {
        // A network of its own, with an interface like a container's that is taken away while the capture listens on all there are.
        const string Script = """
            ip link set lo up; ip link add gone0 type veth peer name gone1; ip address add 10.77.0.1/24 dev gone0; ip link set gone0 up; ip link set gone1 up
            python3 -m http.server --bind 127.0.0.1 8000 >/dev/null 2>&1 & server=$!
            "$0" --input-raw :8000 --output-file "$1" --output-file-append 2>"$1.log" & capture=$!
            until grep -q 'capturing on lo' "$1.log"; do sleep 0.05; done
            ip link delete gone0
            until curl --silent --output /dev/null http://127.0.0.1:8000/; do sleep 0.05; done
            kill -TERM $capture; wait $capture; echo "exit code $?"; kill $server; cat "$1.log"
            """;
        var file = _folder.File("all.gor");
        await using var script = ToolProcess.Start("unshare", "--net", "sh", "-c", Script, ToolProcess.TapeDeck, file);
        await script.WaitForExitAsync();
        Assert.Contains("exit code 0", script.OutputText, StringComparison.Ordinal);
        Assert.Contains("capturing on gone0, buffer ", script.OutputText, StringComparison.Ordinal);
        Assert.Contains("tapedeck: warning: Capture on gone0 broke off: ", script.OutputText, StringComparison.Ordinal);
        Assert.Equal(["1 GET / HTTP/1.1"], Tapedeck.Messages(file));
    }
}
