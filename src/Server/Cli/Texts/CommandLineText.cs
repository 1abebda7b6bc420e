using System.Text.Json;
using System.Text.Json.Nodes;
using TapeDeck.Engine.Plans;
using TapeDeck.Server.Cli.Options;
using TapeDeck.Server.Cli.Values;

namespace TapeDeck.Server.Cli.Texts;

/// <summary>A plan as a command line.</summary>
/// <param name="Arguments">The options.</param>
/// <param name="Missing">What of the plan no option can say: by JSON pointer, and what the command line would do instead.</param>
public sealed record CommandLineText(IReadOnlyList<string> Arguments, IReadOnlyList<PlanFault> Missing)
{
    /// <summary>The whole command, quoted for a POSIX shell.</summary>
    public string Text => ShellWords.Join(["tapedeck", .. Arguments]);

    /// <summary>Writes a plan, reads the result back, and names every difference.</summary>
    public static CommandLineText Write(Plan plan)
    {
        var sorted = SortedPlan.Of(plan);
        var writer = new OptionWriter();
        foreach (var part in new object[] { sorted.Plan.Limits, sorted.Plan })
        {
            WriteDetails(writer, part);
        }

        foreach (var part in sorted.Plan.Inputs.Cast<object>().Concat(sorted.Plan.Outputs).Concat(sorted.Plan.Rules))
        {
            _ = OptionCatalog.Families.Any(family => family.TryWrite(writer, part));
            WriteDetails(writer, part);
        }

        var arguments = writer.Arguments.ToList();
        var back = CommandLinePlan.Parse(arguments);
        var differences = back.Faults.Count > 0
            ? back.Faults.Select(fault => new PlanFault("", fault))
            : PlanDifference.Find(ToJson(sorted.Plan), ToJson(back.Plan)).Select(fault => fault with { Path = sorted.Original(fault.Path) });
        return new CommandLineText(arguments, [.. sorted.LeftOut, .. differences]);
    }

    private static void WriteDetails(OptionWriter writer, object part)
    {
        foreach (var family in OptionCatalog.Families)
        {
            family.WriteDetails(writer, part);
        }
    }

    private static JsonNode ToJson(Plan plan) => JsonSerializer.SerializeToNode(plan, PlanJson.Options)!;
}
