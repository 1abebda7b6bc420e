using System.Globalization;
using System.Text.RegularExpressions;

namespace TapeDeck.Benchmarks;

/// <summary>The load generator wrk: the anchor of replay, and the source of traffic for capture.</summary>
internal static partial class Wrk
{
    /// <summary>Requests per second, and requests in all.</summary>
    /// <param name="script">Lua that makes the requests; null for the address itself, as often as possible.</param>
    public static async Task<(double PerSecond, long Requests)> RunAsync(Uri url, int connections, int seconds, string? script = null)
    {
        var run = await MeasuredProcess.RunAsync("wrk", ["-t1", $"-c{connections}", $"-d{seconds}s", .. script is null ? Array.Empty<string>() : ["-s", script], url.ToString()]);
        var rate = RateLine().Match(run.Output);
        var count = CountLine().Match(run.Output);
        return rate.Success && count.Success
            ? (double.Parse(rate.Groups[1].Value, CultureInfo.InvariantCulture), long.Parse(count.Groups[1].Value, CultureInfo.InvariantCulture))
            : throw new InvalidOperationException($"wrk said: {run.Output}{run.Error}");
    }

    [GeneratedRegex(@"Requests/sec:\s+([0-9.]+)")]
    private static partial Regex RateLine();

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex CountLine();
}
