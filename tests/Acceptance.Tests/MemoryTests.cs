using System.Globalization;
using System.Text;
using TapeDeck.TestKit;

namespace TapeDeck.Acceptance.Tests;

/// <summary>Acceptance table F: bounded memory (spec §13, 122).</summary>
public sealed class MemoryTests : IDisposable
{
    private const int Records = 100_000;
    private const int BodyBytes = 10_000;
    private const long MostBytes = 256L << 20;

    /// <summary>.NET looks for garbage every 16 MB, and not as often as the machine's cache suggests.</summary>
    private static readonly Dictionary<string, string> s_collector = new() { ["DOTNET_GCGen0MaxBudget"] = "0x1000000" };

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    /// <summary>
    /// An hour at 2000/s is too long for a test. What an hour would show is whether anything grows with the number of records, and the number alone shows that too:
    /// 1 GB of them as fast as they can be read, through a queue of 500, must fit in much less.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Check122_DeadTarget_LeavesMemoryBoundedAndEveryRecordAccountedFor(bool accepts)
    {
        await using var target = accepts ? new ByteReceiver() : null;
        _place.Write("in.gor", Enumerable.Range(0, 1000).Select(i => GorRecord.Of('1', i, i, $"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: {BodyBytes}\r\n\r\n{new string('x', BodyBytes)}")));
        _place.Write("inplan.yaml", Encoding.UTF8.GetBytes($$"""
            inputs: [{ type: file, files: [in.gor], speed: max, loop: true }]
            outputs: [{ type: http, url: "{{target?.Address ?? $"127.0.0.1:{FreePort.Next()}"}}", timeout: 100ms, queue: { capacity: 500, whenFull: dropNewest } }]
            limits: { maxRecords: {{Records}} }
            """));
        await using var program = ToolProcess.Start(ToolProcess.TapeDeck, _place.Folder, s_collector, "--config", "inplan.yaml");
        var peak = 0L;
        await program.WaitUntilAsync(() => (peak = Math.Max(peak, PeakBytes(program.Id))) >= MostBytes || program.HasExited, "the end");
        Assert.InRange(peak, 1, MostBytes);
        var outcome = (await Workplace.EndAsync(program)).Succeeded();
        Assert.Equal((Records, 0, Records), (outcome.Count("output 1", 0), outcome.Count("output 1", 1), outcome.Count("output 1", 3)));
        Assert.Matches(accepts ? "queue full .*timed out" : "refused", outcome.Error);
    }

    /// <summary>The most memory a process has had so far; 0 when it has ended.</summary>
    private static long PeakBytes(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) << 10;
        }
        catch (IOException)
        {
            return 0; // it has ended
        }
    }
}
