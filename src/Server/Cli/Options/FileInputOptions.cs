using System.CommandLine;
using TapeDeck.Engine.Plans;
using TapeDeck.Server.Cli.Values;
using static TapeDeck.Server.Cli.Values.ValueKinds;

namespace TapeDeck.Server.Cli.Options;

/// <summary><c>--input-file</c> (spec §1.4).</summary>
internal sealed class FileInputOptions : OptionFamily
{
    private static readonly Option<IReadOnlyList<PacedAddress>> s_files = Files();

    private static readonly PartOptions<FileInputPlan> s_details = new PartOptions<FileInputPlan>(new FileInputPlan())
        .Switch("input-file-loop", "loop", "Start again after the last record, for ever.", plan => plan.Loop, (plan, on) => plan with { Loop = on })
        .Value(
            Number, "input-file-read-depth", "readDepth", "Records looked ahead to repair their order in time (100).",
            plan => plan.ReadDepth, (plan, depth) => plan with { ReadDepth = depth })
        .Value(
            Duration, "input-file-max-wait", "maxWait", "Longest wait between two records, after speed is applied.",
            plan => plan.MaxWait ?? TimeSpan.Zero, (plan, wait) => plan with { MaxWait = wait > TimeSpan.Zero ? wait : null });

    private static readonly PartOptions<RunSettings> s_run = new PartOptions<RunSettings>(new RunSettings())
        .Switch(
            "input-file-dry-run", "dryRun", "Send nothing; print how many records there are and how long they would take.",
            settings => settings.DryRun, (settings, on) => settings with { DryRun = on });

    public override string Title => "Read recorded files";

    public override IReadOnlyList<Option> Heads => [s_files];

    public override IReadOnlyList<IPartOptions> Details => [s_details, s_run];

    /// <summary>Each time the option is given makes an input with a clock of its own; its values are merged by time.</summary>
    public override void Read(OptionReader reader)
    {
        foreach (var files in reader.ValuesByUse(s_files))
        {
            if (OnlyOne(files.Select(file => file.Speed)) && OnlyOne(files.Select(file => file.Limit)))
            {
                reader.Add(s_files, new FileInputPlan
                {
                    Files = [.. files.Select(file => file.Address)],
                    Speed = files.Select(file => file.Speed).FirstOrDefault(speed => speed is not null),
                    Limit = files.Select(file => file.Limit).FirstOrDefault(limit => limit is not null),
                });
            }
            else
            {
                reader.Fault(s_files, "files that are merged have one speed and one limit; repeat the option for inputs that differ");
            }
        }
    }

    public override bool TryWrite(OptionWriter writer, object part)
    {
        if (part is FileInputPlan plan)
        {
            writer.Add(s_files, [.. plan.Files.Select(file => new PacedAddress(file, plan.Speed, plan.Limit).ToString())]);
        }

        return part is FileInputPlan;
    }

    private static bool OnlyOne<T>(IEnumerable<T> values) => values.Where(value => value is not null).Distinct().Count() < 2;

    private static Option<IReadOnlyList<PacedAddress>> Files()
    {
        var option = OptionKinds.List(
            "input-file", "FILE", "Read .gor[.gz] files: paths or quoted patterns, several are merged by time; FILE|200% sets the pace. May repeat.", PacedAddress.Parse);
        option.AllowMultipleArgumentsPerToken = true;
        return option;
    }
}
