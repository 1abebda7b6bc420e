using System.Diagnostics;
using TapeDeck.Engine.Index;
using TapeDeck.Engine.Query;

namespace TapeDeck.Benchmarks.Library;

/// <summary>Asks an index what its pages ask, each question anew: nothing is answered from what was kept.</summary>
internal sealed class LibraryQueries(Report report, IndexShelf<RecordingIndex> shelf, string path)
{
    private const int Rounds = 5;
    private static readonly ExchangeFilter s_all = new();

    private static readonly (string Name, ExchangeFilter Filter)[] s_filters =
    [
        ("method", Of("method:POST")),
        ("status class, many", Of("status:2xx")),
        ("status class, few", Of("status:5xx")),
        ("no response", Of("status:none")),
        ("method and status", Of("method:GET status:4xx")),
        ("endpoint", new() { Endpoint = new("GET", "red0.shop.example", "/api/v1/users/{id}/orders") }),
        ("time", new() { From = LibraryRecording.FirstTimestamp + 60_000_000_000, To = LibraryRecording.FirstTimestamp + 90_000_000_000 }),
        ("method and time", Of("method:DELETE") with { From = LibraryRecording.FirstTimestamp + 60_000_000_000 }),
    ];

    private static ExchangeFilter Of(string query) =>
        new() { Query = TrafficQuery.TryParse(query, DateTimeOffset.UnixEpoch, out var parsed, out var fault) ? parsed : throw new ArgumentException(fault.Message, nameof(query)) };

    public static double Percentile95(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[(int)Math.Ceiling(sorted.Length * 0.95) - 1];
    }

    public static void Run(Report report, string path)
    {
        using var shelf = new IndexShelf<RecordingIndex>(RecordingIndex.Open);
        new LibraryQueries(report, shelf, path).Run();
    }

    private void Run()
    {
        report.AtMost("first page, file just opened", Time(() => Ask(index => index.Page(s_all, 0, 100))), 300, "ms");
        var filtered = new List<double>();
        foreach (var (name, filter) in s_filters)
        {
            var times = Enumerable.Range(0, Rounds).Select(round => Time(() => Ask(index => index.Page(Anew(filter, round), 0, 100)))).ToList();
            report.Tell($"filter with exact count: {name}", $"{times.Order().ElementAt(Rounds / 2):#,0} ms");
            filtered.AddRange(times);
        }

        report.AtMost("filters with exact count, p95", Percentile95(filtered), 300, "ms");
        report.AtMost("text found anywhere, with exact count", Worst(round => Ask(index => index.Page(Of($"shoes-{round}"), 0, 100))), 1_500, "ms");
        var matches = Ask(index => index.Page(Of("method:GET"), 0, 1)).Total;
        report.AtMost($"last page of {matches:#,0} matches", Worst(round => Ask(index => index.Page(Anew(Of("method:GET"), round), matches - 100, 100))), 300, "ms");
        report.AtMost("last page of all", Worst(_ => Ask(index => index.Page(s_all, Total - 100, 100))), 300, "ms");
        report.AtMost("histogram", Worst(_ => Ask(index => index.Timeline(s_all, 120))), 500, "ms");
        report.AtMost("endpoints with p50, p95, p99", Worst(_ => Ask(index => index.Endpoints(s_all, 500))), 1_000, "ms");
        report.AtMost("endpoints of a filter", Worst(_ => Ask(index => index.Endpoints(Of("method:POST"), 500))), 1_000, "ms");
        report.AtMost("histogram of a filter", Worst(_ => Ask(index => index.Timeline(Of("method:POST"), 120))), 500, "ms");
        RunSorted();
    }

    private void RunSorted()
    {
        var (order, middle) = (new ExchangeOrder([new ExchangeSortKey(ExchangeColumn.Latency, true)]), Total / 2);
        report.AtMost("slowest first, first window", Worst(_ => Ask(index => index.Sorted(s_all, order, 0, null, 100))), 500, "ms");
        report.Tell("slowest first, first window in the middle, which sorts all", $"{Time(() => Ask(index => index.Sorted(s_all, order, middle, null, 100))):#,0} ms");
        report.AtMost("slowest first, further windows there", Worst(round => Ask(index => index.Sorted(s_all, order, middle + (10_000 * (round + 1)), null, 100))), 300, "ms");
    }

    private long Total => Ask(index => index.Figures()).Exchanges;

    /// <summary>The same filter for people, another one for what was kept.</summary>
    private static ExchangeFilter Anew(ExchangeFilter filter, int round) => filter.From is { } from ? filter with { From = from + round } : filter with { From = round };

    private double Worst(Action<int> ask) => Enumerable.Range(0, Rounds).Max(round => Time(() => ask(round)));

    /// <summary>By the clock, or on the processors where that is less: what else the machine does is not the question.</summary>
    private static double Time(Action ask)
    {
        var watch = Stopwatch.StartNew();
        var before = Environment.CpuUsage.TotalTime;
        ask();
        return Math.Min(watch.Elapsed.TotalMilliseconds, (Environment.CpuUsage.TotalTime - before).TotalMilliseconds);
    }

    private T Ask<T>(Func<RecordingIndex, T> question)
    {
        using var lease = shelf.Rent(path);
        return question(lease.Content);
    }
}
