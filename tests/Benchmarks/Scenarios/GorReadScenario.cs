using System.Globalization;
using System.Text;

namespace TapeDeck.Benchmarks.Scenarios;

/// <summary>Read a recording and do nothing with it.</summary>
internal sealed class GorReadScenario : Scenario
{
    private const int Pairs = 1_000_000;

    public override string Name => "gor";

    public override string Question => "a .gor file → null";

    public override async Task RunAsync(Report report)
    {
        var folder = Directory.CreateTempSubdirectory("tapedeck-bench-");
        try
        {
            var file = Path.Combine(folder.FullName, "large.gor");
            await WriteAsync(file);
            var size = new FileInfo(file).Length;
            var peer = await FastestAsync("sh", "-c", $"cat {file} | cat > /dev/null");
            var idle = await FastestAsync(TapeDeck, "--version");
            var ours = await FastestAsync(TapeDeck, "--input-file", file, "--output-null");
            var seconds = (ours.Wall - idle.Wall).TotalSeconds;
            report.Tell("size", $"{Megabytes(size):#,0} MB");
            report.AtLeast("read, start-up taken off", Megabytes(size) / seconds, 500, "MB/s");
            report.Tell("time against cat", (seconds / peer.Wall.TotalSeconds).ToString("0.00", CultureInfo.InvariantCulture));
            report.Tell("per second of CPU, start-up included", $"{Megabytes(size) / ours.Processor.TotalSeconds:#,0} MB");
            report.AtMost("peak memory", Megabytes(ours.PeakBytes), 250, "MB");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Requests and responses of the size of an ordinary JSON API, all due at once.</summary>
    private static async Task WriteAsync(string file)
    {
        var body = "{\"items\":[" + string.Join(',', Enumerable.Range(0, 60).Select(i => $"{{\"id\":{i}}}")) + "]}";
        await using var stream = new BufferedStream(File.Create(file), 1 << 20);
        for (var i = 0; i < Pairs; i++)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(
                $"1 {i:x24} 1700000000000000000 0\nGET /api/items/{i}?page=2 HTTP/1.1\r\nHost: api.example.test\r\nUser-Agent: bench/1.0\r\nAccept: application/json\r\n\r\n\n🐵🙈🙉\n"
                + $"2 {i:x24} 1700000000000000000 0\nHTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}\n🐵🙈🙉\n"));
        }
    }
}
