using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Tests.Rules;

/// <summary>The rule options of GoReplay as rules, as plainly as can be.</summary>
internal static class GorOptions
{
    public static IReadOnlyList<RulePlan> ToRules(params IReadOnlyList<string> arguments) =>
        [.. arguments.Chunk(2).Select(pair => ToRule(pair[0], pair[1]))];

    public static bool Knows(string option) => option is "--http-allow-method" or "--http-allow-url" or "--http-disallow-url"
        or "--http-allow-header" or "--http-disallow-header" or "--http-set-header" or "--http-set-param" or "--http-rewrite-url";

    private static RulePlan ToRule(string option, string value) => option switch
    {
        "--http-allow-method" => new(RuleKind.AllowMethod, Pattern: value),
        "--http-allow-url" => new(RuleKind.AllowUrl, Pattern: value),
        "--http-disallow-url" => new(RuleKind.DisallowUrl, Pattern: value),
        "--http-allow-header" => Split(value, ':', (name, rest) => new(RuleKind.AllowHeader, name, Pattern: rest.Trim())),
        "--http-disallow-header" => Split(value, ':', (name, rest) => new(RuleKind.DisallowHeader, name, Pattern: rest.Trim())),
        "--http-set-header" => Split(value, ':', (name, rest) => new(RuleKind.SetHeader, name, Value: rest.Trim())),
        "--http-set-param" => Split(value, '=', (name, rest) => new(RuleKind.SetParam, name, Value: rest)),
        "--http-rewrite-url" => Split(value, ':', (pattern, rest) => new(RuleKind.RewriteUrl, Pattern: pattern, Value: rest)),
        _ => throw new ArgumentException(option, nameof(option)),
    };

    private static RulePlan Split(string value, char separator, Func<string, string, RulePlan> make)
    {
        var at = value.IndexOf(separator, StringComparison.Ordinal);
        return make(value[..at], value[(at + 1)..]);
    }
}
