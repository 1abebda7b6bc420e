using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Rules;
using TapeDeck.Server.Cli.Sources;

namespace TapeDeck.Server.Cli.Options;

/// <summary>Builds a plan from options: parts from the heads, members from the details, over what a plan file says. One use.</summary>
internal sealed class PlanReader
{
    private readonly GivenOptions _given;
    private readonly OptionFaults _faults;
    private readonly OptionReader _reader;

    public PlanReader(IReadOnlyList<string> args, OptionSources sources)
    {
        _given = new GivenOptions(args, sources);
        _faults = new OptionFaults(_given.Result, _given.Origins);
        _reader = new OptionReader(_given.Result, _faults);
    }

    public CommandLinePlan Read()
    {
        foreach (var family in OptionCatalog.Families)
        {
            family.Read(_reader);
        }

        var plan = ReadPlan();
        var settings = Complete("/settings", new RunSettings());
        var ruleFaults = new List<PlanFault>();
        var compiled = RuleSet.Compile(plan.Rules, ruleFaults);
        var options = new CommandLinePlan(plan, settings, [], [], _reader.Sources, _given.PlanFile);
        return options with
        {
            Faults = [.. _given.Faults, .. _faults.All, .. ruleFaults.Select(options.Describe)],
            Missing = Missing(plan, settings),
            Warnings = [.. _given.Warnings, .. _reader.Warnings, .. OptionsWithoutEffect(plan, settings), .. compiled.Warnings.Select(options.Describe)],
        };
    }

    /// <summary>Inputs, outputs or rules that options name stand in place of those of the plan file.</summary>
    private Plan ReadPlan()
    {
        var plan = _given.Plan ?? new Plan { Limits = RunControlOptions.Defaults };
        plan = plan with
        {
            Inputs = _reader.Inputs.Count > 0 ? _reader.Inputs : plan.Inputs,
            Outputs = _reader.Outputs.Count > 0 ? _reader.Outputs : plan.Outputs,
            Rules = _reader.Rules.Count > 0 ? _reader.Rules : plan.Rules,
        };
        return Complete("", plan with
        {
            Inputs = [.. plan.Inputs.Select((input, i) => Complete($"/inputs/{i}", input))],
            Outputs = [.. plan.Outputs.Select((output, i) => Complete($"/outputs/{i}", output))],
            Limits = Complete("/limits", plan.Limits),
        });
    }

    private string? Missing(Plan plan, RunSettings settings)
    {
        var lacksInput = plan.Inputs.Count == 0 && !IsAskedFor("--input-");
        var lacksOutput = plan.Outputs.Count == 0 && !settings.DryRun && !IsAskedFor("--output-");
        return (lacksInput, lacksOutput) switch
        {
            (false, false) => null,
            (true, true) => Need("neither input nor output"),
            (true, false) => Need("no input"),
            (false, true) => Need("no output"),
        };
    }

    private static string Need(string missing) => $"at least one input and one output are needed; there is {missing}. See tapedeck --help";

    private bool IsAskedFor(string prefix) =>
        OptionCatalog.Families.SelectMany(family => family.Heads).Any(head => head.Name.StartsWith(prefix, StringComparison.Ordinal) && _faults.IsGiven(head));

    private T Complete<T>(string pointer, T part)
        where T : class => OptionCatalog.Families.Aggregate(part, (result, family) => family.Complete(_reader, pointer, result));

    private IEnumerable<string> OptionsWithoutEffect(Plan plan, RunSettings settings)
    {
        object[] parts = [.. plan.Inputs, .. plan.Outputs, plan.Limits, plan, settings];
        var groups = OptionCatalog.Families.SelectMany(family => family.Details.Select(details => (Family: family, Details: details))).ToList();
        foreach (var option in OptionCatalog.All.Where(_faults.IsGiven))
        {
            var homes = groups.Where(group => group.Details.Options.Contains(option)).ToList();
            if (homes.Count > 0 && !homes.Any(home => parts.Any(home.Details.Fits)))
            {
                var needs = homes[0].Details.Needs ?? string.Join(" or ", homes[0].Family.Heads.Select(head => head.Name));
                yield return $"{_faults.NameOf(option)}: has no effect without {needs}";
            }
        }

        foreach (var (option, reason) in OptionCatalog.Families.SelectMany(family => family.Idle).Where(idle => _faults.IsGiven(idle.Option)))
        {
            yield return $"{_faults.NameOf(option)}: {reason}";
        }
    }
}
