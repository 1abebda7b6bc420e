using System.CommandLine;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Rules;

namespace TapeDeck.Server.Cli;

/// <summary>Builds a plan from GoReplay's options. One use.</summary>
internal sealed class PlanReader
{
    private static readonly Command s_command = Declare();

    private readonly ParseResult _result;
    private readonly OptionFaults _faults;
    private readonly Dictionary<string, string> _sources = [];
    private readonly List<InputPlan> _inputs = [];
    private readonly List<OutputPlan> _outputs = [];

    public PlanReader(IReadOnlyList<string> args)
    {
        // The parser takes "--name=" for a name without a value.
        var split = args.SelectMany(arg => arg is ['-', .., '='] ? [arg[..^1], ""] : new[] { arg }).ToList();
        _result = s_command.Parse(split, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        _faults = new OptionFaults(_result);
    }

    public CommandLinePlan Read()
    {
        var rules = ReadRules();
        var ruleFaults = new List<PlanFault>();
        var compiled = RuleSet.Compile(rules, ruleFaults);
        ReadCaptures();
        ReadFiles();
        ReadOutputs();
        AddSources("/limits", GorOptions.Limits, null);
        var plan = new Plan
        {
            Inputs = _inputs,
            Rules = rules,
            Outputs = _outputs,
            Limits = new LimitsPlan { StopAfter = Given(GorOptions.ExitAfter) is { Ticks: > 0 } stopAfter ? stopAfter : null },
        };
        var options = new CommandLinePlan(plan, _faults.All, [], _sources);
        return options with
        {
            Faults = [.. _faults.All, .. ruleFaults.Select(options.Describe)],
            Warnings = [.. OptionsWithoutEffect(), .. compiled.Warnings.Select(options.Describe)],
        };
    }

    private static Command Declare()
    {
        var command = new Command("tapedeck");
        foreach (var option in GorOptions.Groups.SelectMany(group => group.Options).Concat(UnsupportedOptions.All))
        {
            command.Add(option);
        }

        return command;
    }

    private IReadOnlyList<T> Values<T>(Option<IReadOnlyList<T>> option) => _faults.IsSound(option) ? _result.GetValue(option) ?? [] : [];

    private T? Given<T>(Option<T> option)
        where T : struct => _faults.IsSound(option) ? _result.GetValue(option) : null;

    private bool IsOn(Option<Toggle> option) => Given(option) == Toggle.On;

    private string? Text(Option<string> option) => _faults.IsSound(option) ? _result.GetValue(option) : null;

    private List<RulePlan> ReadRules()
    {
        var rules = new List<RulePlan>();
        foreach (var option in GorOptions.Rules)
        {
            foreach (var rule in Values(option))
            {
                _sources[$"/rules/{rules.Count}"] = _faults.NameOf(option);
                rules.Add(rule);
            }
        }

        return rules;
    }

    private void ReadCaptures()
    {
        foreach (var address in Values(GorOptions.InputRaw))
        {
            AddSources($"/inputs/{_inputs.Count}", GorOptions.Capture, GorOptions.InputRaw);
            var isFile = address.IsPacketFile || Text(GorOptions.Engine) == "pcap_file";
            _inputs.Add(Common(isFile ? new PacketFileInputPlan { File = address.Host } : Live(address)) with { Ports = address.Ports });
        }
    }

    private CaptureInputPlan Live(RawAddress address)
    {
        var plan = new CaptureInputPlan { Interface = address.Interface, Promiscuous = IsOn(GorOptions.Promiscuous) };
        return Given(GorOptions.BufferSize) is > 0 and var bytes ? plan with { BufferBytes = bytes } : plan;
    }

    private PacketInputPlan Common(PacketInputPlan plan)
    {
        var expire = Given(GorOptions.Expire) ?? plan.Expire;
        return plan with
        {
            Filter = Text(GorOptions.Filter) is { Length: > 0 } filter ? filter : null,
            TrackResponses = IsOn(GorOptions.TrackResponse),
            AllowIncomplete = IsOn(GorOptions.AllowIncomplete),
            Expire = expire == TimeSpan.Zero ? TimeSpan.FromSeconds(1) : expire, // as GoReplay has it
            MaxMessageBytes = Given(GorOptions.CopyBufferSize) is > 0 and var bytes ? (int)Math.Min(bytes, int.MaxValue) : plan.MaxMessageBytes,
        };
    }

    /// <summary>Each time the option is given makes an input with a clock of its own; its values are merged by time.</summary>
    private void ReadFiles()
    {
        var values = new Queue<FileSource>(Values(GorOptions.InputFile));
        foreach (var count in _faults.ValuesPerUse(GorOptions.InputFile))
        {
            var sources = Enumerable.Range(0, Math.Min(count, values.Count)).Select(_ => values.Dequeue()).ToList();
            if (sources.Count > 0)
            {
                AddFileInput(sources);
            }
        }
    }

    private void AddFileInput(List<FileSource> sources)
    {
        var speeds = sources.Where(source => source.Speed is not null).Select(source => source.Speed).Distinct().ToList();
        if (speeds.Count > 1)
        {
            _faults.Add(GorOptions.InputFile, "files that are merged have one speed; repeat the option for inputs of different speed");
        }

        AddSources($"/inputs/{_inputs.Count}", GorOptions.Read, GorOptions.InputFile);
        var plan = new FileInputPlan { Files = [.. sources.Select(source => source.Pattern)], Speed = speeds.FirstOrDefault() };
        _inputs.Add(plan with
        {
            Loop = IsOn(GorOptions.Loop),
            MaxWait = Given(GorOptions.MaxWait) is { Ticks: > 0 } wait ? wait : null,
            ReadDepth = Given(GorOptions.ReadDepth) ?? plan.ReadDepth,
        });
    }

    private void ReadOutputs()
    {
        if (IsOn(GorOptions.OutputStdout))
        {
            AddOutput(new StdoutOutputPlan(), GorOptions.Print, GorOptions.OutputStdout);
        }

        if (IsOn(GorOptions.OutputNull))
        {
            AddOutput(new NullOutputPlan(), GorOptions.Print, GorOptions.OutputNull);
        }

        foreach (var path in Values(GorOptions.OutputFile))
        {
            AddOutput(FileOutput(path), GorOptions.Write, GorOptions.OutputFile);
        }

        foreach (var url in Values(GorOptions.OutputHttp))
        {
            AddOutput(HttpOutput(url), GorOptions.Send, GorOptions.OutputHttp);
        }
    }

    private void AddOutput(OutputPlan plan, OptionGroup group, Option head)
    {
        AddSources($"/outputs/{_outputs.Count}", group, head);
        _outputs.Add(plan);
    }

    private FileOutputPlan FileOutput(string path)
    {
        var plan = new FileOutputPlan { Path = path, Append = IsOn(GorOptions.Append) };
        var flush = Given(GorOptions.FlushInterval) ?? plan.FlushInterval;
        return plan with
        {
            SizeLimitBytes = Given(GorOptions.SizeLimit) ?? plan.SizeLimitBytes,
            QueueLimit = Given(GorOptions.QueueLimit) ?? plan.QueueLimit,
            TotalLimitBytes = Given(GorOptions.TotalLimit) ?? plan.TotalLimitBytes,
            FlushInterval = flush == TimeSpan.Zero ? TimeSpan.FromMilliseconds(100) : flush, // as GoReplay has it
        };
    }

    private HttpOutputPlan HttpOutput(string url)
    {
        var plan = new HttpOutputPlan { Url = url, OriginalHost = IsOn(GorOptions.OriginalHost), SkipVerify = IsOn(GorOptions.SkipVerify) };
        var bytes = Given(GorOptions.ResponseBuffer);
        return plan with
        {
            Connections = Given(GorOptions.Workers) is > 0 and var workers ? workers : plan.Connections,
            Queue = Given(GorOptions.QueueLength) is > 0 and var length ? plan.Queue with { Capacity = length } : plan.Queue,
            Timeout = Given(GorOptions.Timeout) is { Ticks: > 0 } timeout ? timeout : plan.Timeout,
            ResponseLimitBytes = bytes is > 0 ? (int)Math.Min(bytes.Value, int.MaxValue) : plan.ResponseLimitBytes,
        };
    }

    private void AddSources(string pointer, OptionGroup group, Option? head)
    {
        if (head is not null)
        {
            _sources[pointer] = _faults.NameOf(head);
        }

        foreach (var (member, option) in group.Details.Where(detail => detail.Member.Length > 0 && _faults.IsGiven(detail.Option)))
        {
            _sources[$"{pointer}/{member}"] = _faults.NameOf(option);
        }
    }

    private IEnumerable<string> OptionsWithoutEffect() =>
        from all in GorOptions.Groups
        where all.Heads.Count > 0 && !all.Heads.Any(_faults.IsGiven)
        from detail in all.Details
        where _faults.IsGiven(detail.Option)
        select $"{_faults.NameOf(detail.Option)}: has no effect without {string.Join(" or ", all.Heads.Select(head => head.Name))}";
}
