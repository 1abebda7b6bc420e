using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;
using TapeDeck.Benchmarks.Library;

namespace TapeDeck.Benchmarks.Scenarios;

/// <summary>Find a large recording in the data directory, index it, and browse it.</summary>
internal sealed class LibraryScenario(long exchanges) : Scenario
{
    public const long UsualExchanges = 10_000_000;

    public override string Name => "library";

    public override string Question => $"index and browse a recording of {exchanges:#,0} exchanges";

    public override async Task RunAsync(Report report)
    {
        var folder = Directory.CreateTempSubdirectory("tapedeck-bench-");
        try
        {
            await RunAsync(report, folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task RunAsync(Report report, string data)
    {
        var recordings = Directory.CreateDirectory(Path.Combine(data, "recordings"));
        var file = Path.Combine(recordings.FullName, "shop.gor");
        await using (var target = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0))
        {
            LibraryRecording.Write(target, exchanges);
        }

        report.Tell("size", $"{Megabytes(new FileInfo(file).Length):#,0} MB");
        string id;
        await using (var server = await ServerUnderTest.StartAsync(data))
        {
            id = await IndexAsync(report, server);
        }

        report.Tell("size of the index", $"{Megabytes(new FileInfo(Path.Combine(data, "index", id + ".duckdb")).Length):#,0} MB");
        await using (var server = await ServerUnderTest.StartAsync(data))
        {
            await BrowseAsync(report, server, id);
        }

        await PackedAsync(report, file + ".gz", Path.Combine(data, "recordings", id, "shop.gor"), Path.Combine(data, "packed"));
        LibraryQueries.Run(report, Path.Combine(data, "index", id + ".duckdb"));
    }

    private async Task<string> IndexAsync(Report report, ServerUnderTest server)
    {
        var (watch, before) = (Stopwatch.StartNew(), server.CpuSeconds);
        JsonElement recording;
        do
        {
            await Task.Delay(1_000); // asking costs the server processor time, too
            recording = (await server.GetAsync("/recordings")).Answer.GetProperty("items").EnumerateArray().FirstOrDefault();
        }
        while (recording.ValueKind == JsonValueKind.Undefined || recording.GetProperty("state").GetString() == "indexing");

        var indexed = recording.GetProperty("exchanges").GetInt64();
        if (recording.GetProperty("state").GetString() != "healthy" || indexed != exchanges)
        {
            throw new InvalidOperationException($"{indexed} of {exchanges} exchanges were indexed: {recording}");
        }

        var cpu = server.CpuSeconds - before;
        report.AtLeast("indexed, per second of CPU", indexed / cpu, 300_000, "exchanges/s");
        report.Tell("indexed, per second of the clock", $"{indexed / watch.Elapsed.TotalSeconds:#,0}");
        report.AtMost("peak memory of the server, indexing", Megabytes(server.PeakBytes), 1_000, "MB");
        return recording.GetProperty("id").GetString()!;
    }

    /// <summary>The same recording, compressed, as one gzip member.</summary>
    private async Task PackedAsync(Report report, string name, string plain, string data)
    {
        var packed = Path.Combine(Directory.CreateDirectory(Path.Combine(data, "recordings")).FullName, Path.GetFileName(name));
        await using (var target = new GZipStream(new FileStream(packed, FileMode.CreateNew), CompressionLevel.Fastest))
        {
            await using var source = File.OpenRead(plain);
            await source.CopyToAsync(target);
        }

        report.Tell("compressed", $"{Megabytes(new FileInfo(packed).Length):#,0} MB");
        await using var server = await ServerUnderTest.StartAsync(data);
        var id = await IndexAsync(report, server);
        report.Tell("size of its index", $"{Megabytes(Directory.GetFiles(Path.Combine(data, "index")).Sum(file => new FileInfo(file).Length)):#,0} MB");
        await server.GetAsync($"/recordings/{id}/exchanges/0");
        var times = new List<double>();
        for (var part = 1; part < 20; part++)
        {
            times.Add((await server.GetAsync($"/recordings/{id}/exchanges/{exchanges * part / 20}")).Milliseconds);
        }

        report.AtMost("an exchange of the compressed recording over REST, slowest of 19", times.Max(), 50, "ms");
    }

    /// <summary>The page shows what is found so far four times a second; here is how long all of it takes.</summary>
    private async Task PreviewAsync(Report report, ServerUnderTest server, string id)
    {
        object[] rules =
        [
            new { kind = "disallow-url", pattern = "^/health" }, new { kind = "rewrite-url", pattern = "^/users/([0-9]+)", value = "/v2/users/$1" }, new { kind = "set-header", name = "X-Env", value = "staging" },
        ];
        var (answer, milliseconds) = await server.PostAsync("/rulesets:preview", new { recording = id, rules, samples = 10 });
        if (answer.GetProperty("requests").GetInt64() != exchanges)
        {
            throw new InvalidOperationException($"The preview is of {answer.GetProperty("requests")} requests.");
        }

        report.AtMost("preview of three rules, per million requests", milliseconds / exchanges * 1_000_000, 2_000, "ms");
        var (_, queried) = await server.PostAsync("/rulesets:preview", new { recording = id, rules, samples = 10, q = "status:5xx" });
        report.Tell("preview of three rules on the requests of a query", $"{queried:#,0} ms");
    }

    private async Task BrowseAsync(Report report, ServerUnderTest server, string id)
    {
        await server.GetAsync("/recordings"); // the page before it
        server.ForgetPeak();
        report.AtMost("first page over REST, first of the process", (await server.GetAsync($"/recordings/{id}/exchanges?limit=100")).Milliseconds, 300, "ms");
        var filters = new List<double>();
        foreach (var filter in (string[])["method:POST", "status:5xx", "status:none", "method:DELETE status:2xx", "method:PATCH", "status:3xx", "method:GET", "status:4xx", "method:HEAD", "client=10.0.0.7"])
        {
            filters.Add((await server.GetAsync($"/recordings/{id}/exchanges?limit=100&q={Uri.EscapeDataString(filter)}")).Milliseconds);
        }

        report.AtMost("filters over REST with exact count, p95", LibraryQueries.Percentile95(filters), 300, "ms");
        report.AtMost("last page over REST", (await server.GetAsync($"/recordings/{id}/exchanges?limit=100&start={exchanges - 100}")).Milliseconds, 300, "ms");
        report.AtMost("histogram over REST", (await server.GetAsync($"/recordings/{id}/histogram")).Milliseconds, 500, "ms");
        report.AtMost("endpoints over REST", (await server.GetAsync($"/recordings/{id}/endpoints")).Milliseconds, 1_000, "ms");
        await PreviewAsync(report, server, id);
        report.AtMost("peak memory of the server, browsing", Megabytes(server.PeakBytes), 1_000, "MB");
    }
}
