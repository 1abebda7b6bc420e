using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using TapeDeck.Benchmarks.Library;
using TapeDeck.Benchmarks.Viewers;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Runs;
using TapeDeck.TestKit;

namespace TapeDeck.Benchmarks.Scenarios;

/// <summary>People who look at a capture: what they see, how fast it answers, and that nothing is lost because of them.</summary>
/// <remarks>wrk knows no rate, so the requests come from a replay of our own, evenly spaced.</remarks>
internal sealed class ViewersScenario : Scenario
{
    private const int PerSecond = 20_000;
    private const int UntouchedSeconds = 6;
    private const int ClickedSeconds = 14;
    private const int Requests = PerSecond * (UntouchedSeconds + ClickedSeconds);

    public override string Name => "viewers";

    public override string Question => $"{PerSecond:#,0} requests/s to nginx for {UntouchedSeconds + ClickedSeconds} s, captured on lo with responses, watched in Chromium";

    public override async Task RunAsync(Report report)
    {
        await RunAsync(report, viewers: 0);
        await RunAsync(report, viewers: 1);
        await RunAsync(report, viewers: 5);
    }

    private static async Task RunAsync(Report report, int viewers)
    {
        var folder = Directory.CreateTempSubdirectory("tapedeck-bench-");
        try
        {
            report.Tell("viewers", viewers.ToString(CultureInfo.InvariantCulture));
            var file = Path.Combine(folder.FullName, "load.gor");
            await WriteAsync(file);
            await using var nginx = await NginxServer.StartAsync(log: false);
            await using var server = await ServerUnderTest.StartAsync(Path.Combine(folder.FullName, "data"));
            await using var audience = await Audience.GatherAsync(server, await StartCaptureAsync(server, nginx.Port), viewers);
            await WatchAsync(report, audience, nginx, file);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> StartCaptureAsync(ServerUnderTest server, int port)
    {
        var plan = new { inputs = new[] { new { type = "capture", @interface = "lo", ports = new[] { port }, trackResponses = true } } };
        return (await server.PostAsync("/captures", new { name = "Watched", start = true, plan })).Answer.GetProperty("id").GetString()!;
    }

    private static async Task WatchAsync(Report report, Audience audience, NginxServer nginx, string file)
    {
        ReplaySpeed.TryParse($"{PerSecond}/s", out var speed);
        var plan = new Plan
        {
            Inputs = [new FileInputPlan { Files = [file], Speed = speed }],
            Outputs = [new HttpOutputPlan { Url = nginx.Url.ToString() }],
        };
        await using var load = await Run.CreateAsync(plan, new RunOptions());
        var shares = new ProcessorShares(("server", audience.Server.ProcessId), ("nginx", nginx.Id), ("load and driver", Environment.ProcessId));
        load.Start();
        await audience.WatchAsync(TimeSpan.FromSeconds(UntouchedSeconds), load.Completion);
        shares.Tell(report);
        var progress = load.Progress();
        report.Tell("answered", $"{progress.Replay!.Succeeded / progress.Elapsed.TotalSeconds:#,0} /s");
        report.Tell("lateness of the load p99", $"{progress.Replay.Lateness.P99:0.0} ms");
        await audience.TellAsync(report, progress.Replay.Succeeded);
    }

    private static async Task WriteAsync(string file)
    {
        await using var stream = new BufferedStream(File.Create(file), 1 << 20);
        for (var i = 0; i < Requests; i++)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"1 {i:x24} {1_700_000_000_000_000_000 + i} 0\nGET /live/{i} HTTP/1.1\r\nHost: a\r\n\r\n\n🐵🙈🙉\n"));
        }
    }
}
