using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using TapeDeck.Server.Cli;
using TapeDeck.TestKit;

namespace TapeDeck.Server.Tests.Cli.Watching;

/// <summary>A headless run watched from outside: statistics lines, counters over HTTP, the log.</summary>
public sealed class WatchedRunTests : IDisposable
{
    private static readonly string s_recording = SharedData.Path("golden", "recordings", "append.gor");

    private readonly SharedText _error = new();
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    public void Dispose() => _stop.Dispose();

    [Fact]
    public async Task RunAsync_Statistics_PrintsGoReplaysLinesAndOurs()
    {
        await using var target = ScriptedTarget.Plain();
        var run = StartAsync("--input-file", s_recording, "--input-file-loop", "--input-file-max-wait", "5ms", "--output-null", "--output-http", target.Address, "--stats", "--output-http-stats", "--output-http-stats-ms", "100");
        await WaitForAsync(@"\]: output_http:\d+,\d+,\d+,[1-9]\d*,[1-9]\d*,\d+");
        await WaitForAsync(@"tapedeck: \d+s: [1-9]\d* requests \(\d+/s\), \d+ responses; [1-9]\d* sent");
        await _stop.CancelAsync();
        Assert.Equal(CommandLine.Done, await run);
        Assert.Single(Regex.Matches(Text, @"output_http:latest,mean,max,count,count/second,gcount"));
    }

    [Fact]
    public async Task RunAsync_DebugAddress_ServesCountersOnLoopback()
    {
        var run = StartAsync("--input-file", s_recording, "--input-file-loop", "--input-file-max-wait", "5ms", "--output-null", "--http-pprof", ":0");
        await WaitForAsync(@"counters are served on http://127\.0\.0\.1:\d+");
        using var client = new HttpClient { BaseAddress = new Uri(Regex.Match(Text, @"http://127\.0\.0\.1:\d+").Value) };
        var vars = await client.GetFromJsonAsync<JsonElement>("/debug/vars", _stop.Token);
        Assert.Equal(0, vars.GetProperty("raw").GetProperty("packets_received").GetInt64());
        Assert.Equal(0, vars.GetProperty("tcp").GetProperty("message_count").GetInt64());
        Assert.Equal(1, vars.GetProperty($"file-{s_recording}").GetProperty("reader_count").GetInt64());
        Assert.Equal("running", vars.GetProperty("tapedeck").GetProperty("state").GetString());
        var metrics = await client.GetStringAsync("/metrics", _stop.Token);
        Assert.Matches("(?m)^tapedeck_ledger_total\\{station=\"records\",fate=\"delivered\"\\} \\d+$", metrics);
        Assert.Matches("(?m)^tapedeck_queue_depth\\{output=\"[^\"]+\"\\} \\d+$", metrics);
        await _stop.CancelAsync();
        Assert.Equal(CommandLine.Done, await run);
    }

    [Theory]
    [InlineData("nowhere.invalid:0")]
    [InlineData("203.0.113.1:80")]
    public async Task RunAsync_DebugAddressThatIsNotHere_FailsAndNamesTheOption(string address)
    {
        Assert.Equal(CommandLine.Failed, await StartAsync("--input-file", s_recording, "--output-null", "--http-pprof", address));
        Assert.Contains("tapedeck: --http-pprof: ", Text, StringComparison.Ordinal);
    }

    private string Text => _error.ToString();

    private Task<int> StartAsync(params string[] args)
    {
        var options = CommandLinePlan.Parse(args);
        Assert.Empty(options.Faults);
        return Task.Run(() => new HeadlessRun(_error, Stream.Null).RunAsync(options, _stop.Token));
    }

    private async Task WaitForAsync(string pattern)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!Regex.IsMatch(Text, pattern))
        {
            await Task.Delay(20, limit.Token);
        }
    }
}
