using System.Globalization;
using TapeDeck.TestKit;

namespace TapeDeck.Benchmarks.Scenarios;

/// <summary>Capture live under full load, against the server's own count.</summary>
internal sealed class LiveCaptureScenario : Scenario
{
    private const int Seconds = 10;

    public override string Name => "live";

    public override string Question => $"wrk at full blast against nginx for {Seconds} s, captured on lo with responses into a file";

    public override async Task RunAsync(Report report)
    {
        var folder = Directory.CreateTempSubdirectory("tapedeck-bench-");
        try
        {
            await using var nginx = await NginxServer.StartAsync(log: false);
            var file = Path.Combine(folder.FullName, "live.gor");
            long served = 0;
            var ours = Expect(await MeasuredProcess.RunAsync(
                TapeDeck,
                ["--input-raw", $"lo:{nginx.Port}", "--input-raw-track-response", "--output-file", file, "--output-file-append"],
                async () =>
                {
                    await WaitForFirstRecordAsync(nginx, file);
                    served = (await Wrk.RunAsync(new Uri(nginx.Url, "/live"), 32, Seconds)).Requests;
                }));
            var (requests, responses) = await CountAsync(file);
            report.Tell("served", $"{served / (double)Seconds:#,0} /s");
            report.AtMost("requests missing", Math.Max(0, served - requests), 0, "requests");
            report.AtMost("responses missing", Math.Max(0, served - responses), 0, "responses");
            report.Tell("CPU a request", $"{ours.Processor.TotalMicroseconds / served:0.0} µs");
            report.AtMost("peak memory", Megabytes(ours.PeakBytes), 250, "MB");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task WaitForFirstRecordAsync(NginxServer nginx, string file)
    {
        for (var attempt = 0; attempt < 100 && !(File.Exists(file) && new FileInfo(file).Length > 0); attempt++)
        {
            await MeasuredProcess.RunAsync("curl", "-s", new Uri(nginx.Url, "/ready").ToString());
            await Task.Delay(100);
        }
    }

    /// <summary>Counts what wrk asked for; the requests that waited for the capture to start have another path.</summary>
    private static async Task<(long Requests, long Responses)> CountAsync(string file)
    {
        var requests = await MeasuredProcess.RunAsync("grep", "-ac", "^GET /live ", file);
        var responses = await MeasuredProcess.RunAsync("grep", "-ac", "^hello from nginx /live$", file);
        return (Number(requests), Number(responses));
    }

    private static long Number(MeasuredProcess run) => long.Parse(run.Output, CultureInfo.InvariantCulture);
}
