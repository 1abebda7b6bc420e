using TapeDeck.TestKit;

namespace TapeDeck.Benchmarks.Scenarios;

/// <summary>One question about speed, answered by running the program as its user would, beside a peer in the same run.</summary>
internal abstract class Scenario
{
    public abstract string Name { get; }

    public abstract string Question { get; }

    /// <summary>The built program.</summary>
    protected static string TapeDeck { get; } = Path.Combine(Repository.Root, "artifacts", "bin", "Server", "release", "tapedeck");

    public abstract Task RunAsync(Report report);

    protected static double Megabytes(long bytes) => bytes / 1e6;

    /// <summary>The fastest of three runs: what else the machine does only ever makes a run slower.</summary>
    protected static async Task<MeasuredProcess> FastestAsync(string program, params string[] arguments)
    {
        var runs = new List<MeasuredProcess>();
        for (var round = 0; round < 3; round++)
        {
            runs.Add(Expect(await MeasuredProcess.RunAsync(program, arguments)));
        }

        return runs.MinBy(run => run.Wall)!;
    }

    protected static MeasuredProcess Expect(MeasuredProcess run) =>
        run.ExitCode == 0 ? run : throw new InvalidOperationException($"exit code {run.ExitCode}: {run.Error}");
}
