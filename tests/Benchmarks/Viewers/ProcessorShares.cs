using System.Diagnostics;

namespace TapeDeck.Benchmarks.Viewers;

/// <summary>Who used the processors from its making on; each by what it has used so far, in seconds.</summary>
internal sealed class ProcessorShares(params (string Name, Func<double> Used)[] users)
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly double _allBefore = ProcessorTime.OfAll();
    private readonly double[] _before = [.. users.Select(user => user.Used())];

    public void Tell(Report report)
    {
        var seconds = _watch.Elapsed.TotalSeconds;
        var all = ProcessorTime.OfAll() - _allBefore;
        var used = users.Select((user, i) => user.Used() - _before[i]).ToArray();
        for (var i = 0; i < users.Length; i++)
        {
            Tell(report, users[i].Name, used[i] / seconds);
        }

        Tell(report, "wrk and whatever else runs", Math.Max(0, all - used.Sum()) / seconds);
        Tell(report, $"all, of {Environment.ProcessorCount}", all / seconds);
    }

    private static void Tell(Report report, string name, double cores) => report.Tell($"processors: {name}", $"{cores:0.00}");
}
