using System.CommandLine;
using TapeDeck.Server.Cli.Options;

namespace TapeDeck.Server.Cli.Sources;

/// <summary>An option that was set elsewhere than on the command line.</summary>
/// <param name="Option">The option.</param>
/// <param name="Values">Its values, one for each use.</param>
/// <param name="Origin">Where: a variable's name, or a file and a JSON pointer.</param>
internal sealed record OptionSetting(Option Option, IReadOnlyList<string> Values, string Origin)
{
    /// <summary>The same as arguments.</summary>
    public IEnumerable<string> ToArguments() => Values.SelectMany(value => new[] { Option.Name, OptionKinds.Attach(value) });
}
