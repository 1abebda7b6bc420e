using System.Text.RegularExpressions;
using TapeDeck.TestKit;

namespace TapeDeck.Acceptance.Tests;

/// <summary>Acceptance table C: what is lost is shown (spec §13, 59). Needs the right to capture.</summary>
public sealed class CaptureLossTests : IDisposable
{
    private const int Requests = 30_000;

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    /// <summary>3 s instead of 10 keep the test short. How much a loaded machine loses is its affair, so it is reported and not asserted; that the figures say so is.</summary>
    /// <param name="stands">Whether the capture stands still meanwhile, with less buffer than is sent: then it must lose.</param>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Check059_TenThousandRequestsASecond_AreCapturedOrShownAsLost(bool stands)
    {
        var padding = $"Host: h\r\nX-Padding: {new string('x', 950)}\r\n";
        _place.Write("in.gor", Enumerable.Range(0, Requests).Select(i => GorRecord.Get(i, i * 0.1, "/load", padding)));
        await using var site = await NginxServer.StartAsync(log: false, cancellationToken: TestContext.Current.CancellationToken);
        await using var capture = await _place.CaptureAsync("--input-raw", $"lo:{site.Port}", "--input-raw-buffer-size", stands ? "4mb" : "64mb", "--output-null");
        await capture.SignalAsync(stands ? "STOP" : "CONT");
        var replay = (await _place.RunAsync("--input-file", "in.gor|10000/s", "--output-http", site.Url.Authority, "--output-http-workers", "16")).Succeeded();
        Assert.Equal(Requests, replay.Count("output 1", 1));
        await capture.SignalAsync("CONT");
        var outcome = (await Workplace.StopAsync(capture)).Succeeded();

        var (captured, shown) = (outcome.Count("messages", 1), outcome.Count("messages", 3));
        var frames = long.Parse("0" + Regex.Match(outcome.Error, @"kernel drop ([\d,]+)").Groups[1].Value.Replace(",", "", StringComparison.Ordinal));
        TestContext.Current.TestOutputHelper!.WriteLine($"{Requests - captured} of {Requests} requests lost, {shown} of them seen in part, {frames} frames dropped by the kernel");

        Assert.True(!stands || frames > 0, outcome.Error);

        // Nobody knows what a frame held that the kernel dropped: it may have been a request of which nothing else was seen.
        Assert.InRange(Requests - captured, Math.Max(0, shown - frames), shown + frames);
        Assert.Equal(captured, outcome.Count("records", 0));
        Assert.Equal(captured, outcome.Count("output 1", 1));
    }
}
