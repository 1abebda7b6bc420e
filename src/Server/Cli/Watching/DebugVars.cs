using System.Text.Json;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Runs;

namespace TapeDeck.Server.Cli.Watching;

/// <summary>The counters of <c>/debug/vars</c>: GoReplay's maps <c>raw</c>, <c>tcp</c> and <c>file-PATTERN</c>, and our own figures under <c>tapedeck</c>.</summary>
internal static class DebugVars
{
    private static readonly JsonSerializerOptions s_json = new(PlanJson.Options) { DictionaryKeyPolicy = null, WriteIndented = true };

    public static string Write(Plan plan, Run run)
    {
        var ledger = run.Ledger.Snapshot();
        var packets = Entry(ledger, Ledger.Packets);
        var messages = Entry(ledger, Ledger.Messages);
        var progress = run.Progress();
        var maps = new Dictionary<string, object>
        {
            ["raw"] = new Dictionary<string, long>
            {
                ["packets_received"] = packets.Seen,
                ["packets_dropped"] = Dropped(packets, LedgerReason.KernelDrop),
                ["packets_if_dropped"] = Dropped(packets, LedgerReason.InterfaceDrop),
            },
            ["tcp"] = new Dictionary<string, long>
            {
                ["packet_queue"] = packets.InFlight,
                ["message_queue"] = progress.Outputs.Sum(output => output.Waiting),
                ["message_count"] = messages.Seen,
                ["message_timeout_count"] = Dropped(messages, LedgerReason.Incomplete),
                ["packet_error"] = Dropped(packets, LedgerReason.Malformed),
            },
            ["tapedeck"] = new { run.State, Progress = progress, Ledger = ledger },
        };
        if (plan.Inputs.OfType<FileInputPlan>().ToList() is { Count: > 0 } files)
        {
            maps[$"file-{string.Join(',', files.SelectMany(file => file.Files))}"] = new Dictionary<string, long>
            {
                ["reader_count"] = files.Count,
                ["total_counter"] = Entry(ledger, Ledger.Sources).Seen,
                ["total_bytes"] = progress.Bytes,
            };
        }

        return JsonSerializer.Serialize(maps, s_json);
    }

    private static LedgerEntry Entry(IReadOnlyList<LedgerEntry> ledger, string name) =>
        ledger.FirstOrDefault(entry => entry.Name == name) ?? new LedgerEntry(name, 0, 0, 0, new Dictionary<LedgerReason, long>());

    private static long Dropped(LedgerEntry entry, LedgerReason reason) => entry.Dropped.GetValueOrDefault(reason);
}
