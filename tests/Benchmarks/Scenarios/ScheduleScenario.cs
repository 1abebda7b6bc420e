using System.Globalization;
using System.Text;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Runs;
using TapeDeck.TestKit;

namespace TapeDeck.Benchmarks.Scenarios;

/// <summary>Keep a schedule.</summary>
internal sealed class ScheduleScenario : Scenario
{
    private const int Seconds = 10;

    public override string Name => "schedule";

    public override string Question => $"1,000 and 5,000 requests/s, each for {Seconds} s, on schedule";

    public override async Task RunAsync(Report report)
    {
        await RunAsync(report, perSecond: 1000, latest: 2);
        await RunAsync(report, perSecond: 5000, latest: 1);
    }

    private static async Task RunAsync(Report report, int perSecond, double latest)
    {
        var file = Path.GetTempFileName();
        try
        {
            await using var nginx = await NginxServer.StartAsync(log: false);
            await WriteAsync(file, perSecond);
            var plan = new Plan
            {
                Inputs = [new FileInputPlan { Files = [file] }],
                Outputs = [new HttpOutputPlan { Url = nginx.Url.ToString() }],
            };
            await using var run = await Run.CreateAsync(plan, new RunOptions());
            run.Start();
            await run.Completion;
            var progress = run.Progress();
            var replay = progress.Replay!;
            report.Tell("requests/s", perSecond.ToString("#,0", CultureInfo.InvariantCulture));
            report.AtMost("requests without an answer", (perSecond * Seconds) - replay.Succeeded, 0, "requests");
            report.AtMost("lateness p99", replay.Lateness.P99, latest, "ms");
            report.Tell("lateness p50, max", $"{replay.Lateness.P50:0.00}, {replay.Lateness.Max:0.0} ms");
            report.AtMost("drift of the whole run", Math.Abs((progress.Elapsed.TotalSeconds / Seconds) - 1) * 100, 1, "%");
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task WriteAsync(string file, int perSecond)
    {
        await using var stream = new BufferedStream(File.Create(file), 1 << 20);
        for (long i = 0; i < perSecond * Seconds; i++)
        {
            var timestamp = 1_700_000_000_000_000_000 + (i * 1_000_000_000 / perSecond);
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"1 {i:x24} {timestamp} 0\nGET /s/{i} HTTP/1.1\r\nHost: a\r\n\r\n\n🐵🙈🙉\n"));
        }
    }
}
