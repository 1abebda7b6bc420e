using TapeDeck.Engine.Plans;

namespace TapeDeck.Server.Cli;

/// <summary>What GoReplay's options ask for.</summary>
/// <param name="Plan">The plan; only as good as its options when there are faults.</param>
/// <param name="Faults">Everything wrong with the options, each naming its option.</param>
/// <param name="Warnings">What is allowed and perhaps not meant.</param>
/// <param name="Sources">Which option made a part of the plan: by JSON pointer, such as <c>/inputs/0/filter</c>.</param>
public sealed record CommandLinePlan(
    Plan Plan, IReadOnlyList<string> Faults, IReadOnlyList<string> Warnings, IReadOnlyDictionary<string, string> Sources)
{
    /// <summary>Reads options; what is wrong with them is in the result.</summary>
    public static CommandLinePlan Parse(IReadOnlyList<string> args) => new PlanReader(args).Read();

    /// <summary>A fault of the plan in the words of the command line: the option it came from, and what is wrong.</summary>
    public string Describe(PlanFault fault)
    {
        for (var path = fault.Path; path.Length > 0; path = path[..path.LastIndexOf('/')])
        {
            if (Sources.TryGetValue(path, out var option))
            {
                return $"{option}: {fault.Message}";
            }
        }

        return fault.Message;
    }
}
