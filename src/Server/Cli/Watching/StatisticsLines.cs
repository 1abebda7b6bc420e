using System.Globalization;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Runs;

namespace TapeDeck.Server.Cli.Watching;

/// <summary>The lines of <c>--stats</c> and <c>--output-…-stats</c>, printed while a run goes on.</summary>
internal sealed class StatisticsLines
{
    private const int SamplesPerLine = 10;

    private readonly TextWriter _error;
    private readonly Run _run;
    private readonly RunSettings _settings;
    private readonly TimeProvider _time;
    private readonly List<QueueStatistics> _queues;

    public StatisticsLines(TextWriter error, Run run, CommandLinePlan options, TimeProvider time)
    {
        _error = error;
        _run = run;
        _settings = options.Settings;
        _time = time;
        _queues = [.. options.Plan.Outputs.Select(Queue).OfType<QueueStatistics>()];
    }

    /// <summary>Prints until the run has ended.</summary>
    public async Task WriteUntilAsync(Task completion)
    {
        if (_queues.Count == 0 && !_settings.Statistics)
        {
            await completion;
            return;
        }

        foreach (var header in _queues.Select(queue => queue.Header).Distinct())
        {
            Write(header);
        }

        using var timer = new PeriodicTimer(_settings.StatisticsInterval / SamplesPerLine, _time);
        for (var sample = 1; await Task.WhenAny(completion, timer.WaitForNextTickAsync().AsTask()) != completion; sample++)
        {
            Sample(isLast: sample % SamplesPerLine == 0);
        }
    }

    private QueueStatistics? Queue(OutputPlan output, int index)
    {
        var name = $"output {index + 1}";
        return output switch
        {
            HttpOutputPlan when _settings.HttpStatistics => new QueueStatistics("output_http", name),
            TcpOutputPlan when _settings.TcpStatistics => new QueueStatistics("output_tcp", name),
            WebSocketOutputPlan when _settings.WebSocketStatistics => new QueueStatistics("output_ws", name),
            _ => null,
        };
    }

    private void Sample(bool isLast)
    {
        var depths = _run.Progress().Outputs.ToDictionary(output => output.Account, output => output.Waiting);
        foreach (var queue in _queues)
        {
            queue.Sample(depths.GetValueOrDefault(queue.Output));
        }

        if (!isLast)
        {
            return;
        }

        var seen = _run.Ledger.Snapshot().ToDictionary(entry => entry.Name, entry => entry.Seen);
        foreach (var queue in _queues)
        {
            Write(queue.Take(seen.GetValueOrDefault(queue.Output), _settings.StatisticsInterval, ThreadPool.ThreadCount));
        }

        if (_settings.Statistics)
        {
            _error.WriteLine($"tapedeck: {Describe(_run.Progress())}");
        }
    }

    private static string Describe(RunProgress progress)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{progress.Elapsed.TotalSeconds:0}s: {progress.Requests:N0} requests ({progress.RequestsPerSecond:N0}/s), {progress.Responses:N0} responses");
        return progress.Replay is not { } replay ? text : text + string.Create(
            CultureInfo.InvariantCulture,
            $"; {replay.Sent:N0} sent, {replay.Succeeded:N0} answered, {replay.Failed:N0} failed, latency p99 {replay.Latency.P99:0.0} ms");
    }

    private void Write(string line) => _error.WriteLine(ErrorLog.Prefix(_run.Progress().Elapsed) + line);
}
