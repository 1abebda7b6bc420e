using System.CommandLine;
using TapeDeck.Engine.Plans;
using TapeDeck.Server.Cli.Values;
using static TapeDeck.Server.Cli.Values.ValueKinds;

namespace TapeDeck.Server.Cli.Options;

/// <summary><c>--output-file</c>, on this machine and on S3 (spec §3).</summary>
internal sealed class FileOutputOptions : OptionFamily
{
    private const string S3 = "s3://";

    private static readonly Option<IReadOnlyList<LimitedAddress>> s_name = OptionKinds.List(
        "output-file", "NAME",
        "Write .gor files, or s3://BUCKET/NAME; %Y %m %d %H %M %S %NS stand for the time, %r for the id, %t for the kind, %i for the run; a name that ends in .gz is compressed. May repeat.",
        LimitedAddress.Of(name => name.Length > 0, "names no file"));

    private static readonly PartOptions<RecordingOutputPlan> s_details = new PartOptions<RecordingOutputPlan>(new FileOutputPlan())
        .Switch("output-file-append", "append", "One file, continued if it exists, instead of numbered chunks.", plan => plan.Append, (plan, on) => plan with { Append = on })
        .Value(
            Size, "output-file-size-limit", "sizeLimitBytes", "Start a new chunk at this size (32mb); 0 for no limit.",
            plan => plan.SizeLimitBytes, (plan, bytes) => plan with { SizeLimitBytes = bytes })
        .Value(
            Number, "output-file-queue-limit", "queueLimit", "Start a new chunk after this many records (256); 0 for no limit.",
            plan => plan.QueueLimit, (plan, limit) => plan with { QueueLimit = limit })
        .Value(
            Size, "output-file-max-size-limit", "totalLimitBytes", "Stop writing after this many bytes in all (1tb); 0 for no limit.",
            plan => plan.TotalLimitBytes, (plan, bytes) => plan with { TotalLimitBytes = bytes })
        .Value(
            Duration, "output-file-flush-interval", "flushInterval", "Longest time a record stays in memory (1s).",
            plan => plan.FlushInterval, (plan, interval) => plan with { FlushInterval = interval > TimeSpan.Zero ? interval : TimeSpan.FromMilliseconds(100) }); // 0 as GoReplay has it

    private static readonly PartOptions<S3OutputPlan> s_s3 = new PartOptions<S3OutputPlan>(new S3OutputPlan(), "--output-file s3://…")
        .Value(
            Text("FOLDER"), "output-file-buffer", "spoolFolder", "Where files for S3 are kept until they are uploaded (/tmp).",
            plan => plan.SpoolFolder, (plan, folder) => plan with { SpoolFolder = folder });

    public override string Title => "Write files";

    public override IReadOnlyList<Option> Heads => [s_name];

    public override IReadOnlyList<IPartOptions> Details => [s_details, s_s3];

    public override void Read(OptionReader reader)
    {
        foreach (var (name, limit) in reader.Values(s_name))
        {
            RecordingOutputPlan plan = name.StartsWith(S3, StringComparison.Ordinal) ? new S3OutputPlan { Url = name } : new FileOutputPlan { Path = name };
            reader.Add(s_name, plan with { Limit = limit });
        }
    }

    public override bool TryWrite(OptionWriter writer, object part)
    {
        if (part is RecordingOutputPlan plan)
        {
            writer.Add(s_name, new LimitedAddress(plan is S3OutputPlan s3 ? s3.Url : ((FileOutputPlan)plan).Path, plan.Limit).ToString());
        }

        return part is RecordingOutputPlan;
    }
}
