using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using TapeDeck.Engine.Index;
using TapeDeck.Engine.Query;

namespace TapeDeck.Benchmarks.Scenarios;

/// <summary>Search the messages of a recording for what its index does not know.</summary>
internal sealed class QuerySearchScenario : Scenario
{
    private const int Pairs = 300_000;
    private const int Items = 24;

    public override string Name => "search";

    public override string Question => "headers and bodies of a recording, by query";

    public override async Task RunAsync(Report report)
    {
        var folder = Directory.CreateTempSubdirectory("tapedeck-bench-");
        try
        {
            await MeasureAsync(report, folder.FullName, "plain", isPacked: false);
            await MeasureAsync(report, folder.FullName, "gzip", isPacked: true);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task MeasureAsync(Report report, string folder, string kind, bool isPacked)
    {
        var file = Path.Combine(folder, kind + ".gor");
        var content = await WriteAsync(file, isPacked);
        var size = new FileInfo(file).Length;
        using var index = RecordingIndex.Open(Path.Combine(folder, kind + ".duckdb"));
        using (var indexer = new RecordingIndexer(index))
        {
            while (!indexer.Advance([file], isGrowing: false))
            {
            }
        }

        var cat = await FastestAsync("sh", "-c", $"cat {file} | cat > /dev/null");
        var grep = await FastestAsync("sh", "-c", $"LC_ALL=C grep -c needle-77 {file} || true");
        report.Tell($"{kind}: size, with bodies unpacked", $"{Megabytes(size):#,0}, {Megabytes(content):#,0} MB");
        foreach (var (what, query) in Queries(isPacked))
        {
            var (wall, processor, found) = Fastest(index, file, query);
            report.AtLeast($"{kind}: {what}, {found} found, per core", Megabytes(content) / processor, isPacked || query.Contains("[*]", StringComparison.Ordinal) ? 100 : 500, "MB/s");
            report.Tell("  time against cat, grep -c", $"{Ratio(wall, cat)}, {Ratio(wall, grep)}");
        }
    }

    private static IEnumerable<(string What, string Query)> Queries(bool isPacked)
    {
        yield return ("text in bodies", "response.body:NEEDLE-77");
        yield return ("text in either body and a header", "header.x-tenant=acme body:needle-77");
        if (!isPacked)
        {
            yield return ("text that every body nearly has", "body:item-99999");
            yield return ("a name that no JSON has", "body.$.order.id=17");
            yield return ("a value deep within JSON", "body.$.items[*].name=item-77-3");
        }
    }

    private static string Ratio(double seconds, MeasuredProcess peer) => (seconds / peer.Wall.TotalSeconds).ToString("0.00", CultureInfo.InvariantCulture);

    private static (double Wall, double Processor, long Found) Fastest(RecordingIndex index, string file, string text)
    {
        TrafficQuery.TryParse(text, default, out var query, out _);
        var runs = new List<(double Wall, double Processor, long Found)>();
        for (var round = 0; round < 3; round++)
        {
            var scan = new ExchangeScan([file], new ExchangeFilter { Query = query! });
            var before = Environment.CpuUsage.TotalTime;
            var watch = Stopwatch.StartNew();
            scan.Run(index);
            runs.Add((watch.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - before).TotalSeconds, scan.Page(index, 0, 1).Total));
        }

        return runs.MinBy(run => run.Wall);
    }

    /// <summary>Requests and responses of an ordinary JSON API; returns the bytes of all messages with bodies unpacked.</summary>
    private static async Task<long> WriteAsync(string file, bool isPacked)
    {
        var content = 0L;
        await using var stream = new BufferedStream(File.Create(file), 1 << 20);
        for (var i = 0; i < Pairs; i++)
        {
            var text = $"{{\"needle\":\"needle-{i}\",\"items\":[" + string.Join(',', Enumerable.Range(0, Items).Select(n => $"{{\"id\":{n},\"name\":\"item-{i}-{n}\",\"price\":{n}.50,\"currency\":\"EUR\",\"inStock\":true}}")) + "]}";
            var body = Encoding.UTF8.GetBytes(text);
            var sent = isPacked ? Pack(body) : body;
            var request = Encoding.UTF8.GetBytes($"1 {i:x24} 1700000000000000000 0\nGET /api/items/{i}?page=2 HTTP/1.1\r\nHost: api.example.test\r\nUser-Agent: bench/1.0\r\nX-Tenant: {(i % 2 == 0 ? "acme" : "globex")}\r\nAccept: application/json\r\n\r\n\n🐵🙈🙉\n");
            var head = Encoding.UTF8.GetBytes($"2 {i:x24} 1700000000000000000 0\nHTTP/1.1 200 OK\r\nContent-Type: application/json\r\n{(isPacked ? "Content-Encoding: gzip\r\n" : "")}Content-Length: {sent.Length}\r\n\r\n");
            await stream.WriteAsync(request);
            await stream.WriteAsync(head);
            await stream.WriteAsync(sent);
            await stream.WriteAsync("\n🐵🙈🙉\n"u8.ToArray());
            content += request.Length + head.Length + body.Length;
        }

        return content;
    }

    private static byte[] Pack(byte[] body)
    {
        var packed = new MemoryStream();
        using (var coder = new GZipStream(packed, CompressionLevel.Fastest))
        {
            coder.Write(body);
        }

        return packed.ToArray();
    }
}
