using TapeDeck.Engine.Runs;
using TapeDeck.Server.Cli;
using TapeDeck.TestKit;

namespace TapeDeck.Server.Tests.Cli;

public sealed class HeadlessRunTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly StringWriter _error = new();
    private readonly MemoryStream _standardOutput = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task RunAsync_InputThatDoesNotExist_NamesTheOption()
    {
        Assert.Equal(CommandLine.WrongUsage, await RunAsync("--input-file", Path.Combine(_folder.Path, "none*.gor"), "--output-null"));
        Assert.Contains("tapedeck: --input-file: ", _error.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, _standardOutput.Length);
    }

    [Fact]
    public async Task RunAsync_MachineRefuses_IsNoWrongUsage()
    {
        var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        try
        {
            Assert.Equal(CommandLine.Failed, await RunAsync("--input-tcp", listener.LocalEndpoint.ToString()!, "--output-file", Path.Combine(_folder.Path, "no", "x.gor")));
        }
        finally
        {
            listener.Stop();
        }

        Assert.Contains("tapedeck: --input-tcp: ", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains("tapedeck: --output-file: The folder ", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_DryRunOfSeveralWrongFiles_NamesThemAll()
    {
        Assert.Equal(CommandLine.WrongUsage, await RunAsync("--input-file", "/nowhere/a.gor", "--input-file", "/nowhere/b.gor", "--input-file-dry-run"));
        Assert.All(new[] { "a.gor", "b.gor" }, name => Assert.Contains($"'/nowhere/{name}'", _error.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_FilteredFileToStandardOutput_WritesWhatPassesAndTheLedger()
    {
        var recording = SharedData.Path("golden", "recordings", "append.gor");
        Assert.Equal(CommandLine.Done, await RunAsync("--input-file", $"{recording}|max", "--output-stdout"));
        var everything = _standardOutput.ToArray();
        Assert.Equal(new FileInfo(recording).Length, everything.Length);
        Assert.Contains("tapedeck: completed after", _error.ToString(), StringComparison.Ordinal);
        Assert.Matches(@"(?m)^records +(\d+) +\1 +0 +0\r?$", _error.ToString());

        _standardOutput.SetLength(0);
        Assert.Equal(CommandLine.Done, await RunAsync("--input-file", $"{recording}|max", "--output-stdout", "--http-allow-url", "^/no-such-target"));
        Assert.Equal(0, _standardOutput.Length);
    }

    [Fact]
    public async Task RunAsync_StopAskedFor_EndsInOrderAndSucceeds()
    {
        using var stop = new CancellationTokenSource();
        var run = new HeadlessRun(_error, new StoppingStream(stop)).RunAsync(
            CommandLinePlan.Parse(["--input-file", SharedData.Path("golden", "recordings", "append.gor") + "|max", "--input-file-loop", "--output-stdout"]), stop.Token);
        Assert.Equal(CommandLine.Done, await run);
        Assert.Contains("tapedeck: stopped after", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_NobodyReadsStandardOutput_FailsAndSaysSo()
    {
        var closed = new MemoryStream();
        await closed.DisposeAsync();
        var run = new HeadlessRun(_error, closed).RunAsync(
            CommandLinePlan.Parse(["--input-file", SharedData.Path("golden", "recordings", "append.gor") + "|max", "--input-file-loop", "--output-stdout"]),
            TestContext.Current.CancellationToken);
        Assert.Equal(CommandLine.Failed, await run);
        Assert.Contains("tapedeck: failed: ", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains("write failed", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_DryRun_ReportsAndSendsNothing()
    {
        var recording = SharedData.Path("golden", "recordings", "append.gor");
        Assert.Equal(CommandLine.Done, await RunAsync("--input-file", recording, "--input-file", $"{recording}|max", "--input-file-dry-run", "--output-http", "127.0.0.1:1"));
        var report = System.Text.Encoding.UTF8.GetString(_standardOutput.ToArray());
        Assert.StartsWith($"Input: {recording}\nRecords found: 30\nFiles processed: 1\nBytes processed: ", report, StringComparison.Ordinal);
        Assert.EndsWith("\n\nInput: " + recording + report[report.LastIndexOf("\nRecords found: 30", StringComparison.Ordinal)..], report, StringComparison.Ordinal);
        Assert.Contains("Expected replay time: 0s\nOut-of-order records: ", report, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--input-file: ", "--input-file", "/nowhere/x.gor")]
    [InlineData("there is no --input-file", "--input-raw", ":1")]
    public async Task RunAsync_DryRunWithoutFiles_FailsAndSaysWhy(string message, params string[] args)
    {
        Assert.Equal(CommandLine.WrongUsage, await RunAsync([.. args, "--input-file-dry-run"]));
        Assert.Contains(message, _error.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, _standardOutput.Length);
    }

    [Fact]
    public void WriteReplay_Figures_AreAllShown()
    {
        var replay = new ReplayProgress
        {
            Sent = 1000,
            Succeeded = 990,
            Failed = 10,
            ByStatus = new Dictionary<int, long> { [503] = 40, [200] = 950 },
            Latency = new Percentiles(1, 2, 3, 4, 5.25),
            GeneratorLimited = true,
        };
        RunSummary.WriteReplay(_error, replay);
        var text = _error.ToString();
        Assert.Contains("1,000 sent, 990 answered (200: 950, 503: 40), 10 failed", text, StringComparison.Ordinal);
        Assert.Contains("p50 1.0 ms, p95 2.0 ms, p99 3.0 ms, p99.9 4.0 ms, max 5.3 ms", text, StringComparison.Ordinal);
        Assert.Contains("this machine, not the target", text, StringComparison.Ordinal);
    }

    private Task<int> RunAsync(params string[] args) =>
        new HeadlessRun(_error, _standardOutput).RunAsync(CommandLinePlan.Parse(args), TestContext.Current.CancellationToken);

    /// <summary>Asks for a stop at the first write.</summary>
    private sealed class StoppingStream(CancellationTokenSource stop) : MemoryStream
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            await stop.CancelAsync();
    }
}
