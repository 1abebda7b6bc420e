using System.CommandLine;
using TapeDeck.Engine.Plans;
using TapeDeck.Server.Cli.Options;

namespace TapeDeck.Server.Cli.Sources;

/// <summary>The options from wherever they stand. An option of the command line goes before its variable, and that before the file.</summary>
internal sealed class GivenOptions
{
    private static readonly Command s_command = OptionCatalog.ToCommand();

    private readonly Dictionary<Option, string> _origins = [];
    private readonly List<string> _faults = [];
    private readonly List<string> _warnings = [];

    public GivenOptions(IReadOnlyList<string> args, OptionSources sources)
    {
        var words = WithoutUnknown(args).SelectMany(OptionKinds.SplitAttached).ToList();
        Result = Parse(words);
        words = Put(words, EnvironmentOptions.Read(sources.Environment));
        _warnings.AddRange(EnvironmentOptions.Unknown(sources.Environment).Select(name => $"{name}: is the variable of no option"));
        if (Result.GetResult(RunControlOptions.Config) is { Implicit: false } && Result.GetValue(RunControlOptions.Config) is { } path)
        {
            Put(words, ReadFile(path, sources));
        }
    }

    /// <summary>All of them, parsed.</summary>
    public ParseResult Result { get; private set; }

    /// <summary>Where those come from that are not of the command line.</summary>
    public IReadOnlyDictionary<Option, string> Origins => _origins;

    /// <summary>The plan that the file holds; null for none.</summary>
    public Plan? Plan { get; private set; }

    /// <summary>The file that holds the plan; null for none.</summary>
    public string? PlanFile { get; private set; }

    public IReadOnlyList<string> Faults => _faults;

    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Takes out what has the form of an option and is none, with what is likely its value: the parser would give it to the option before.</summary>
    private List<string> WithoutUnknown(IReadOnlyList<string> args)
    {
        var known = new List<string>();
        for (var i = 0; i < args.Count; i++)
        {
            var name = args[i].Split('=')[0];
            if (args[i] == "--")
            {
                return [.. known, .. args.Skip(i)];
            }

            if (!OptionKinds.LooksLikeOption(args[i]) || OptionCatalog.Find(name.TrimStart('-')) is not null)
            {
                known.Add(args[i]);
                continue;
            }

            _faults.Add($"{name}: unknown option; --help lists them all");
            i += name == args[i] && i + 1 < args.Count && !args[i + 1].StartsWith('-') ? 1 : 0;
        }

        return known;
    }

    private static ParseResult Parse(IReadOnlyList<string> words) =>
        s_command.Parse(words, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });

    /// <summary>Puts settings of options that were not given before in front of the words, where no <c>--</c> ends the options.</summary>
    private List<string> Put(List<string> words, IEnumerable<OptionSetting> settings)
    {
        var missing = settings.Where(setting => Result.GetResult(setting.Option) is null or { Implicit: true }).ToList();
        foreach (var setting in missing)
        {
            _origins[setting.Option] = setting.Origin;
        }

        var all = missing.SelectMany(setting => setting.ToArguments()).Concat(words).ToList();
        Result = Parse(all);
        return all;
    }

    private IReadOnlyList<OptionSetting> ReadFile(string path, OptionSources sources)
    {
        if (sources.ReadFile is null)
        {
            _faults.Add($"{RunControlOptions.Config.Name}: files are not read here; put in their options, or the plan itself");
            return [];
        }

        var file = ConfigFile.Read(path, sources.ReadFile);
        Plan = file.Plan;
        PlanFile = file.Plan is null ? null : path;
        _faults.AddRange(file.Faults);
        return file.Options;
    }
}
