using System.Globalization;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Tests.Rules;

/// <summary>The rule options of GoReplay as rules, as plainly as can be. <see cref="FormatException"/> when there is no rule to make of one.</summary>
internal static class GorOptions
{
    public static IReadOnlyList<RulePlan> ToRules(params IReadOnlyList<string> arguments) =>
        [.. arguments.Chunk(2).Select(pair => ToRule(pair[0], pair[1]))];

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
        "--http-basic-auth-filter" => new(RuleKind.BasicAuth, Pattern: value),
        "--http-header-limiter" => Split(value, ':', (name, rest) => new(RuleKind.LimitHeader, name, Percent: Share(rest))),
        "--http-param-limiter" => Split(value, ':', (name, rest) => new(RuleKind.LimitParam, name, Percent: Share(rest))),
        "--http-rewrite-header" => Split(value, ':', (name, rest) => Split(
            rest, ',', (pattern, target) => new(RuleKind.RewriteHeader, name, Pattern: pattern.Trim(), Value: target))),
        _ => throw new ArgumentException(option, nameof(option)),
    };

    private static int Share(string text) => text.Trim().Split('/') switch
    {
        [[.. var percent, '%']] => int.Parse(percent, CultureInfo.InvariantCulture),
        [var part, var whole] => 100 * int.Parse(part, CultureInfo.InvariantCulture) / int.Parse(whole, CultureInfo.InvariantCulture),
        _ => throw new FormatException($"'{text}' is no share."),
    };

    private static RulePlan Split(string value, char separator, Func<string, string, RulePlan> make) =>
        value.IndexOf(separator, StringComparison.Ordinal) is var at and >= 0
            ? make(value[..at], value[(at + 1)..])
            : throw new FormatException($"'{value}' has no '{separator}'.");
}
