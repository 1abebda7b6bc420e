using System.Globalization;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Runs;

namespace TapeDeck.Server.Cli;

/// <summary>What is said at the end of a run: how it ended, what came in, how the target answered, and the ledger.</summary>
internal static class RunSummary
{
    public static void Write(TextWriter output, Run run)
    {
        var progress = run.Progress();
        output.WriteLine($"tapedeck: {Ending(run)} after {DurationText.Format(TimeSpan.FromMilliseconds(Math.Round(progress.Elapsed.TotalMilliseconds)))}");
        output.WriteLine(Format($"{progress.Requests:N0} requests, {progress.Responses:N0} responses, {progress.Bytes:N0} bytes from the inputs"));
        if (progress.Replay is { } replay)
        {
            WriteReplay(output, replay);
        }

        LedgerText.Write(output, run.Ledger.Snapshot());
    }

    /// <summary>How the target answered.</summary>
    public static void WriteReplay(TextWriter output, ReplayProgress replay)
    {
        var statuses = string.Join(", ", replay.ByStatus.OrderBy(status => status.Key).Select(status => Format($"{status.Key}: {status.Value:N0}")));
        output.WriteLine(Format($"{replay.Sent:N0} sent, {replay.Succeeded:N0} answered{(statuses.Length > 0 ? $" ({statuses})" : "")}, {replay.Failed:N0} failed"));
        output.WriteLine($"latency from due time  {Text(replay.Latency)}");
        output.WriteLine($"service time           {Text(replay.ServiceTime)}");
        output.WriteLine($"sent late by           {Text(replay.Lateness)}");
        if (replay.GeneratorLimited)
        {
            output.WriteLine("More than 1 % of the sends were over 10 ms late: this machine, not the target, limited the run.");
        }
    }

    private static string Ending(Run run) => run.State switch
    {
        RunState.Failed => $"failed: {run.Failure}",
        RunState.Stopped => "stopped",
        _ => "completed",
    };

    private static string Text(Percentiles figures) => Format(
        $"p50 {figures.P50:0.0} ms, p95 {figures.P95:0.0} ms, p99 {figures.P99:0.0} ms, p99.9 {figures.P999:0.0} ms, max {figures.Max:0.0} ms");

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
