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
        Assert.Equal(CommandLine.Failed, await RunAsync("--input-file", Path.Combine(_folder.Path, "none*.gor"), "--output-null"));
        Assert.Contains("tapedeck: --input-file: ", _error.ToString(), StringComparison.Ordinal);
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
}
