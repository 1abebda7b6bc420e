using System.Diagnostics;

namespace TapeDeck.Benchmarks.Viewers;

/// <summary>Who used the processors from its making on.</summary>
internal sealed class ProcessorShares(params (string Name, int ProcessId)[] processes)
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly double _allBefore = ProcessorTime.OfAll();
    private readonly double[] _before = [.. processes.Select(process => ProcessorTime.Of(process.ProcessId))];

    public void Tell(Report report)
    {
        var seconds = _watch.Elapsed.TotalSeconds;
        var used = processes.Select((process, i) => ProcessorTime.Of(process.ProcessId) - _before[i]).ToArray();
        var all = ProcessorTime.OfAll() - _allBefore;
        for (var i = 0; i < processes.Length; i++)
        {
            Tell(report, processes[i].Name, used[i] / seconds);
        }

        Tell(report, "Chromium and the rest", Math.Max(0, all - used.Sum()) / seconds);
        Tell(report, $"all, of {Environment.ProcessorCount}", all / seconds);
    }

    private static void Tell(Report report, string name, double cores) => report.Tell($"processors: {name}", $"{cores:0.00}");
}
