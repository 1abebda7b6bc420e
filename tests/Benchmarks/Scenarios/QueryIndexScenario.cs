using System.Diagnostics;
using System.Text;
using TapeDeck.Engine.Index;
using TapeDeck.Engine.Query;

namespace TapeDeck.Benchmarks.Scenarios;

/// <summary>Queries that the index of a large recording answers alone, and the values that a person who types is offered.</summary>
internal sealed class QueryIndexScenario : Scenario
{
    private const int Pairs = 10_000_000;

    private static readonly string[] s_queries =
        ["status:5xx", "method:POST status>=400", "latency>250ms", "host=api.*", "path:/orders/4711", "orders 503", "path~^/v1/users/[0-9]+7$", "time>=2023-11-14T23:00 -path:/users"];

    public override string Name => "filter";

    public override string Question => "10 M exchanges, by query over the index";

    public override async Task RunAsync(Report report)
    {
        var folder = Directory.CreateTempSubdirectory("tapedeck-bench-");
        try
        {
            var file = Path.Combine(folder.FullName, "large.gor");
            await WriteAsync(file);
            using var index = RecordingIndex.Open(Path.Combine(folder.FullName, "large.duckdb"));
            var indexing = Stopwatch.StartNew();
            using (var indexer = new RecordingIndexer(index))
            {
                while (!indexer.Advance([file], isGrowing: false))
                {
                }
            }

            report.Tell("indexed", $"{Pairs / indexing.Elapsed.TotalSeconds:#,0} /s");
            Measure(report, index);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Measure(Report report, RecordingIndex index)
    {
        report.AtMost("first page of all", Time(() => index.Page(new ExchangeFilter(), 0, 100)), 300, "ms");
        foreach (var text in s_queries)
        {
            // Only what is no more than a comparison has the target; looking into 10 M texts takes what it takes.
            TrafficQuery.TryParse(text, default, out var query, out _);
            var took = Time(() => index.Page(new ExchangeFilter { Query = query! }, 0, 100));
            if (text.Contains('/', StringComparison.Ordinal) || text.Contains('*', StringComparison.Ordinal) || !text.Contains(':', StringComparison.Ordinal) && !text.Contains('>', StringComparison.Ordinal))
            {
                report.Tell(text, $"{took:#,0} ms");
            }
            else
            {
                report.AtMost(text, took, 300, "ms");
            }
        }

        foreach (var (field, prefix) in new[] { ("method", ""), ("status", ""), ("host", "a"), ("path", "/v1/o"), ("path", "/nothing") })
        {
            report.AtMost($"values of {field} with '{prefix}'", Time(() => FieldValues.Of(index, field, prefix, 12)), 200, "ms");
        }
    }

    /// <summary>Once: the total of a filter is kept, so only the first answer tells.</summary>
    private static double Time(Func<object> ask)
    {
        var watch = Stopwatch.StartNew();
        ask();
        return watch.Elapsed.TotalMilliseconds;
    }

    private static async Task WriteAsync(string file)
    {
        string[] methods = ["GET", "GET", "GET", "POST", "PUT"];
        string[] hosts = ["api.example.test", "www.example.test", "files.example.test"];
        int[] statuses = [200, 200, 200, 201, 404, 503];
        await using var stream = new BufferedStream(File.Create(file), 1 << 20);
        for (var i = 0; i < Pairs; i++)
        {
            var time = 1_700_000_000_000_000_000 + (i * 1_000_000L);
            var path = i % 2 == 0 ? $"/v1/users/{i % 100_000}" : $"/v1/orders/{i}";
            await stream.WriteAsync(Encoding.UTF8.GetBytes(
                $"1 {i:x24} {time} 0\n{methods[i % 5]} {path}?page={i % 10} HTTP/1.1\r\nHost: {hosts[i % 3]}\r\n\r\n\n🐵🙈🙉\n"
                + $"2 {i:x24} {time + (i % 400 * 1_000_000L)} 0\nHTTP/1.1 {statuses[i % 6]} OK\r\nContent-Length: 0\r\n\r\n\n🐵🙈🙉\n"));
        }
    }
}
