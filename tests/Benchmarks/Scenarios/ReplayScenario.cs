using System.Globalization;
using System.Text;
using TapeDeck.TestKit;

namespace TapeDeck.Benchmarks.Scenarios;

/// <summary>Replay as fast as possible, against what wrk reaches with the same connections.</summary>
internal sealed class ReplayScenario : Scenario
{
    private const int Requests = 500_000;
    private const int Connections = 64;

    public override string Name => "replay";

    public override string Question => $"{Requests:#,0} requests as fast as possible over {Connections} connections to nginx";

    public override async Task RunAsync(Report report)
    {
        var folder = Directory.CreateTempSubdirectory("tapedeck-bench-");
        try
        {
            var file = Path.Combine(folder.FullName, "requests.gor");
            await WriteAsync(file);
            await using var nginx = await NginxServer.StartAsync(log: false);
            var idle = await MeasuredProcess.RunAsync(TapeDeck, "--version");
            var ratios = new List<double>();
            for (var round = 0; round < 3; round++)
            {
                var (peer, _) = await Wrk.RunAsync(new Uri(nginx.Url, "/r/1"), Connections, 4);
                var before = await nginx.CountAsync();
                var ours = Expect(await MeasuredProcess.RunAsync(
                    TapeDeck, "--input-file", file, "--output-http", nginx.Url.ToString(), "--output-http-workers", Connections.ToString(CultureInfo.InvariantCulture)));
                var received = await nginx.CountAsync() - before - 1; // the second count is a request too
                var rate = Requests / (ours.Wall - idle.Wall).TotalSeconds;
                ratios.Add(rate / peer);
                report.Tell($"round {round + 1}: ours, wrk -t1", $"{rate:#,0} /s, {peer:#,0} /s");
                report.AtMost("requests not received exactly once", Math.Abs(received - Requests), 0, "requests");
                report.AtMost("peak memory", Megabytes(ours.PeakBytes), 250, "MB");
            }

            report.AtLeast("median ratio to wrk", ratios.Order().ElementAt(1), 0.5, "× wrk");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task WriteAsync(string file)
    {
        await using var stream = new BufferedStream(File.Create(file), 1 << 20);
        for (var i = 0; i < Requests; i++)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"1 {i:x24} 1700000000000000000 0\nGET /r/{i} HTTP/1.1\r\nHost: a\r\n\r\n\n🐵🙈🙉\n"));
        }
    }
}
