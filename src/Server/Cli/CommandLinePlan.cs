using TapeDeck.Engine.Plans;
using TapeDeck.Server.Cli.Options;
using TapeDeck.Server.Cli.Sources;

namespace TapeDeck.Server.Cli;

/// <summary>What GoReplay's options ask for.</summary>
/// <param name="Plan">The plan; only as good as its options when there are faults.</param>
/// <param name="Settings">What they ask for besides the plan.</param>
/// <param name="Faults">Everything wrong with the options, each naming its option.</param>
/// <param name="Warnings">What is allowed and perhaps not meant.</param>
/// <param name="Sources">Which option made a part of the plan: by JSON pointer, such as <c>/inputs/0/filter</c>.</param>
/// <param name="PlanFile">The file from which the rest of the plan comes; null for none.</param>
public sealed record CommandLinePlan(
    Plan Plan, RunSettings Settings, IReadOnlyList<string> Faults, IReadOnlyList<string> Warnings, IReadOnlyDictionary<string, string> Sources, string? PlanFile)
{
    /// <summary>What a run needs and no option asks for, right or wrong; null when nothing is missing.</summary>
    public string? Missing { get; init; }

    /// <summary>Reads options; what is wrong with them is in the result.</summary>
    public static CommandLinePlan Parse(IReadOnlyList<string> args) => Parse(args, OptionSources.None);

    /// <summary>Reads options that may also stand in variables and in a file.</summary>
    public static CommandLinePlan Parse(IReadOnlyList<string> args, OptionSources sources) => new PlanReader(args, sources).Read();

    /// <summary>A fault of the plan in the words of its user: the option or the place in the file it came from, and what is wrong.</summary>
    public string Describe(PlanFault fault) => OptionOf(fault) is { } option ? $"{option}: {fault.Message}"
        : PlanFile is null ? fault.Message
        : $"{PlanFile}: {fault.Path}: {fault.Message}";

    /// <summary>Whether a fault of the plan was said already as one of an option, which is then wrong in the plan only because of that.</summary>
    public bool IsSaid(PlanFault fault) => OptionOf(fault) is { } option && Faults.Any(said => said.StartsWith($"{option}: ", StringComparison.Ordinal));

    private string? OptionOf(PlanFault fault)
    {
        for (var path = fault.Path; path.Length > 0; path = path[..path.LastIndexOf('/')])
        {
            if (Sources.TryGetValue(path, out var option))
            {
                return option;
            }
        }

        return null;
    }
}
