using TapeDeck.Client.Forms;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Pages.Captures;

/// <summary>The fields of a new capture as text, and the plan they make.</summary>
public sealed class CaptureForm
{
    public const string InterfacePath = "/inputs/0/interface";
    public const string PortsPath = "/inputs/0/ports";
    public const string FilterPath = "/inputs/0/filter";
    public const string BufferPath = "/inputs/0/bufferBytes";
    public const string SnapshotPath = "/inputs/0/snapshotLength";
    public const string ExpirePath = "/inputs/0/expire";
    public const string UrlPath = "/outputs/0/url";
    public const string StopAfterPath = "/limits/stopAfter";
    public const string MaxRecordsPath = "/limits/maxRecords";
    private const int MegaByte = 1 << 20;

    public string Name { get; set; } = "";

    /// <summary>Empty for all interfaces that are up.</summary>
    public string Interface { get; set; } = "";

    public string Ports { get; set; } = "";

    public string Filter { get; set; } = "";

    public bool TrackResponses { get; set; } = true;

    public bool Promiscuous { get; set; }

    public string BufferMegabytes { get; set; } = "64";

    public string SnapshotLength { get; set; } = "262144";

    public string Expire { get; set; } = "2s";

    public string SendTo { get; set; } = "";

    public string StopAfter { get; set; } = "";

    public string MaxRecords { get; set; } = "";

    public List<RuleDraft> Rules { get; } = [];

    /// <summary>What the capture is called when nobody names it.</summary>
    public string DefaultName => (Interface.Length == 0 ? "All interfaces" : Interface) + (Ports.Trim().Length == 0 ? "" : $", port {Ports.Trim()}");

    /// <summary>What will happen, in sentences.</summary>
    public IEnumerable<string> Summary
    {
        get
        {
            var what = TrackResponses ? "requests and responses" : "requests";
            var ports = Filter.Trim().Length > 0 ? "that match the filter expression" : Ports.Trim().Length == 0 ? "on any port" : $"on port {Ports.Trim()}";
            yield return $"Records {what} {ports}, {(Interface.Length == 0 ? "on every interface that is up" : $"on {Interface}")}.";
            yield return Rules.Count(rule => rule.Enabled) is var rules and > 0 ? $"Applies {Formatting.Format.Count(rules, "rule")} before anything is written." : "Keeps everything as it was sent.";
            if (SendTo.Trim().Length > 0)
            {
                yield return $"Sends every request to {SendTo.Trim()} as well, as it happens.";
            }

            yield return (StopAfter.Trim(), MaxRecords.Trim()) switch
            {
                ("", "") => "Goes on until you stop it.",
                (var time, "") => $"Stops after {time}.",
                ("", var count) => $"Stops after {count} records.",
                var (time, count) => $"Stops after {time} or {count} records, whichever comes first.",
            };
        }
    }

    /// <summary>The plan, and what could not be read of the fields.</summary>
    public (Plan Plan, IReadOnlyList<PlanFault> Faults) ToPlan()
    {
        var read = new FieldText();
        var input = new CaptureInputPlan
        {
            Interface = Interface.Length == 0 ? null : Interface,
            Ports = read.Ports(PortsPath, Ports),
            Filter = Filter.Trim().Length == 0 ? null : Filter.Trim(),
            TrackResponses = TrackResponses,
            Promiscuous = Promiscuous,
            BufferBytes = read.Number(BufferPath, BufferMegabytes, 1, 4096, "The buffer in MiB") * MegaByte,
            SnapshotLength = (int)read.Number(SnapshotPath, SnapshotLength, 64, 262_144, "The snapshot length"),
            Expire = read.Duration(ExpirePath, Expire, "The wait for missing bytes") ?? TimeSpan.FromSeconds(2),
        };
        var plan = new Plan
        {
            Inputs = [input],
            Rules = [.. Rules.Select(rule => rule.ToPlan())],
            Outputs = SendTo.Trim().Length == 0 ? [] : [new HttpOutputPlan { Url = SendTo.Trim() }],
            Limits = new LimitsPlan
            {
                StopAfter = read.Duration(StopAfterPath, StopAfter, "The time limit"),
                MaxRecords = MaxRecords.Trim().Length == 0 ? null : read.Number(MaxRecordsPath, MaxRecords, 1, long.MaxValue, "The number of records"),
            },
        };
        return (plan, read.Faults);
    }
}
