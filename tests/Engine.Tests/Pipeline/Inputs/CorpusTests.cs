using System.Diagnostics;
using System.Text;
using System.Text.Json;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Tests.Http;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Pipeline.Inputs;

/// <summary>Captures of other projects' tests and of a generator, judged by the corpus' own judge.</summary>
public class CorpusTests
{
    private static readonly byte[] s_separator = Encoding.UTF8.GetBytes("\n🐵🙈🙉\n");

    [Fact]
    public async Task ReadAsync_OpenCorpus_PassesTheJudge() => await RecordAndJudgeAsync(SharedData.Path("corpus", "open"));

    [Fact]
    public async Task ReadAsync_GeneratedCorpus_PassesTheJudge()
    {
        using var folder = new TempFolder();
        await PythonAsync(SharedData.Path("corpus", "gen", "gen.py"), "--seed", "7", "--cases", "156", "--no-huge", "--out", folder.Path);
        await RecordAndJudgeAsync(folder.Path);
    }

    private static async Task RecordAndJudgeAsync(string corpus)
    {
        using var folder = new TempFolder();
        foreach (var expectation in Directory.EnumerateFiles(corpus, "*.expected.json"))
        {
            var name = Path.GetFileName(expectation)[..^".expected.json".Length];
            using var expected = JsonDocument.Parse(await File.ReadAllBytesAsync(expectation, TestContext.Current.CancellationToken));
            await File.WriteAllBytesAsync(
                Path.Combine(folder.Path, name + ".gor"), await RecordAsync(corpus, name, expected.RootElement), TestContext.Current.CancellationToken);
        }

        await PythonAsync(SharedData.Path("corpus", "compare.py"), corpus, folder.Path, "-v", "--strict");
    }

    private static async Task<byte[]> RecordAsync(string corpus, string name, JsonElement expected)
    {
        var file = Directory.EnumerateFiles(corpus, name + ".pcap*").Single();
        var ports = expected.GetProperty("server_ports").EnumerateArray().Select(port => port.GetInt32());
        try
        {
            var plan = new PacketFileInputPlan { File = file, Ports = [.. ports], TrackResponses = true };
            return Gor((await Recorded.FromFileAsync(plan, TestContext.Current.CancellationToken)).Records);
        }
        catch (Exception refusal) when (refusal is PlanException or IOException && expected.TryGetProperty("may_refuse", out var may) && may.GetBoolean())
        {
            return [];
        }
    }

    private static byte[] Gor(IEnumerable<Record> records)
    {
        using var gor = new MemoryStream();
        foreach (var record in records)
        {
            gor.Write(Encoding.Latin1.GetBytes($"{(int)record.Kind} {record.Id} {record.Timestamp} {record.Latency}\n"));
            gor.Write(record.Payload.Span);
            gor.Write(s_separator);
        }

        return gor.ToArray();
    }

    private static async Task PythonAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("python3", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var python = Process.Start(start)!;
        var errors = python.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await python.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await python.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(python.ExitCode == 0, output + await errors);
    }
}
