using System.CommandLine;

namespace TapeDeck.Server.Cli;

/// <summary>Options that belong together, in help and in the plan.</summary>
/// <param name="Title">What the group is for.</param>
/// <param name="Heads">Options of which one must be given for the others to have an effect; empty when they stand alone.</param>
/// <param name="Details">The others, each with the member of the plan's part that it fills; empty when none.</param>
internal sealed record OptionGroup(string Title, IReadOnlyList<Option> Heads, IReadOnlyList<(string Member, Option Option)> Details)
{
    /// <summary>All options of the group, in the order of the help text.</summary>
    public IEnumerable<Option> Options => [.. Heads, .. Details.Select(detail => detail.Option)];
}
