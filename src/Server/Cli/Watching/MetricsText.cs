using System.Globalization;
using System.Text;
using System.Text.Json;
using TapeDeck.Engine.Runs;

namespace TapeDeck.Server.Cli.Watching;

/// <summary>A run's figures in Prometheus' text format.</summary>
internal static class MetricsText
{
    public static string Write(Run run)
    {
        var text = new StringBuilder();
        Begin(text, "tapedeck_ledger_total", "counter", "What became of packets, messages and records, by station.");
        foreach (var entry in run.Ledger.Snapshot())
        {
            Add(text, "tapedeck_ledger_total", entry.Seen, ("station", entry.Name), ("fate", "seen"));
            Add(text, "tapedeck_ledger_total", entry.Delivered, ("station", entry.Name), ("fate", "delivered"));
            Add(text, "tapedeck_ledger_total", entry.Filtered, ("station", entry.Name), ("fate", "filtered"));
            foreach (var (reason, count) in entry.Dropped)
            {
                Add(text, "tapedeck_ledger_total", count, ("station", entry.Name), ("fate", JsonNamingPolicy.KebabCaseLower.ConvertName(reason.ToString())));
            }
        }

        Begin(text, "tapedeck_queue_depth", "gauge", "Records that wait in front of an output.");
        var progress = run.Progress();
        foreach (var output in progress.Outputs)
        {
            Add(text, "tapedeck_queue_depth", output.Waiting, ("output", output.Account));
        }

        AddProgress(text, progress);
        return text.ToString();
    }

    private static void AddProgress(StringBuilder text, RunProgress progress)
    {
        Begin(text, "tapedeck_input_bytes_total", "counter", "Payload bytes that came from the inputs.");
        Add(text, "tapedeck_input_bytes_total", progress.Bytes);
        if (progress.Replay is not { } replay)
        {
            return;
        }

        Begin(text, "tapedeck_replay_requests_total", "counter", "Replayed requests by outcome.");
        Add(text, "tapedeck_replay_requests_total", replay.Succeeded, ("outcome", "answered"));
        Add(text, "tapedeck_replay_requests_total", replay.Failed, ("outcome", "failed"));
        Begin(text, "tapedeck_replay_responses_total", "counter", "Answers by status.");
        foreach (var (status, count) in replay.ByStatus)
        {
            Add(text, "tapedeck_replay_responses_total", count, ("status", status.ToString(CultureInfo.InvariantCulture)));
        }

        AddPercentiles(text, "tapedeck_replay_latency_milliseconds", "Time from due to last byte.", replay.Latency);
        AddPercentiles(text, "tapedeck_replay_service_milliseconds", "Time from the send to last byte.", replay.ServiceTime);
    }

    private static void AddPercentiles(StringBuilder text, string name, string help, Percentiles percentiles)
    {
        Begin(text, name, "gauge", help);
        foreach (var (quantile, value) in new[] { ("0.5", percentiles.P50), ("0.95", percentiles.P95), ("0.99", percentiles.P99) })
        {
            Add(text, name, value, ("quantile", quantile));
        }
    }

    private static void Begin(StringBuilder text, string name, string type, string help) => text.Append($"# HELP {name} {help}\n# TYPE {name} {type}\n");

    private static void Add(StringBuilder text, string name, double value, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        text.Append(name);
        for (var i = 0; i < labels.Length; i++)
        {
            text.Append($"{(i == 0 ? '{' : ',')}{labels[i].Name}=\"{labels[i].Value}\"{(i == labels.Length - 1 ? "}" : "")}");
        }

        text.Append(CultureInfo.InvariantCulture, $" {value}\n");
    }
}
