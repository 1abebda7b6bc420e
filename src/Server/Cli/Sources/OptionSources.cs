using System.Collections;

namespace TapeDeck.Server.Cli.Sources;

/// <summary>Where options may stand besides the command line.</summary>
/// <param name="Environment">The environment's variables.</param>
/// <param name="ReadFile">Reads the file that <c>--config</c> names; null where no file may be read.</param>
public sealed record OptionSources(IReadOnlyDictionary<string, string> Environment, Func<string, string>? ReadFile)
{
    /// <summary>Nothing but the command line: for one that somebody pasted.</summary>
    public static OptionSources None { get; } = new(new Dictionary<string, string>(), null);

    /// <summary>The environment and the files of this process.</summary>
    public static OptionSources OfProcess() => new(
        System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(each => (string)each.Key, each => (string?)each.Value ?? ""), File.ReadAllText);
}
