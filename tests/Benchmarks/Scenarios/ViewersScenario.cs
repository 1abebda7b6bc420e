using System.Globalization;
using TapeDeck.Benchmarks.Library;
using TapeDeck.Benchmarks.Viewers;
using TapeDeck.TestKit;

namespace TapeDeck.Benchmarks.Scenarios;

/// <summary>People who look at a capture: what they see, how fast it answers, and that nothing is lost because of them.</summary>
/// <remarks>wrk knows no rate: every connection rests after each answer, and there are as many connections as make up the rate.</remarks>
internal sealed class ViewersScenario : Scenario
{
    private const int Connections = 90;
    private const int UntouchedSeconds = 6;
    private const int ClickedSeconds = 34; // the first row that a page opens lays it out anew: one click of many, as for whoever works with it

    private const string Requests = """
        local n = 0
        function request() n = n + 1; return wrk.format("GET", "/live/" .. n) end
        function delay() return 3 end
        """;

    public override string Name => "viewers";

    public override string Question =>
        $"about 20,000 requests/s from wrk to nginx for {UntouchedSeconds + ClickedSeconds} s, captured on lo with responses, watched in Chromium";

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
            var script = Path.Combine(folder.FullName, "requests.lua");
            await File.WriteAllTextAsync(script, Requests);
            await using var nginx = await NginxServer.StartAsync(log: false);
            await using var server = await ServerUnderTest.StartAsync(Path.Combine(folder.FullName, "data"));
            await using var audience = await Audience.GatherAsync(server, await StartCaptureAsync(server, nginx.Port), viewers);
            await WatchAsync(report, audience, nginx, script);
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

    private static async Task WatchAsync(Report report, Audience audience, NginxServer nginx, string script)
    {
        var shares = new ProcessorShares(("server", () => audience.Server.CpuSeconds), ("nginx", () => ProcessorTime.Of(nginx.Id)), ("Chromium", () => ProcessorTime.OfStarted("chromium")));
        var load = Wrk.RunAsync(nginx.Url, Connections, UntouchedSeconds + ClickedSeconds, script);
        await audience.WatchAsync(report, TimeSpan.FromSeconds(UntouchedSeconds), load);
        shares.Tell(report);
        report.Tell("served", $"{(await load).PerSecond:#,0} /s");
        await audience.TellAsync(report, await nginx.CountAsync());
    }
}
