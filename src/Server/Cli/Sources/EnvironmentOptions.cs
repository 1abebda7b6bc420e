using TapeDeck.Server.Cli.Options;

namespace TapeDeck.Server.Cli.Sources;

/// <summary>Options in variables: <c>TAPEDECK_INPUT_RAW</c> for <c>--input-raw</c>; several values stand on a line each.</summary>
internal static class EnvironmentOptions
{
    public const string Prefix = "TAPEDECK_";

    /// <summary>The variable of an option, <paramref name="name"/> with its dashes.</summary>
    public static string VariableOf(string name) => Prefix + name.TrimStart('-').Replace('-', '_').ToUpperInvariant();

    /// <summary>The options that are set; an empty variable sets none.</summary>
    public static IEnumerable<OptionSetting> Read(IReadOnlyDictionary<string, string> environment) =>
        from option in OptionCatalog.All
        let variable = VariableOf(option.Name)
        where environment.TryGetValue(variable, out var text) && text.Length > 0
        select new OptionSetting(option, environment[variable].Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), variable);

    /// <summary>Variables that look like options and are none, perhaps by a slip. Two underscores mark the server's own configuration.</summary>
    public static IEnumerable<string> Unknown(IReadOnlyDictionary<string, string> environment)
    {
        var known = OptionCatalog.All.Select(option => VariableOf(option.Name)).ToHashSet();
        return environment.Keys
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && !name.StartsWith(Prefix + "_", StringComparison.Ordinal) && !known.Contains(name))
            .Order(StringComparer.Ordinal);
    }
}
