using TapeDeck.Engine.Plans;

namespace TapeDeck.Server.Cli;

/// <summary>The values of GoReplay's <c>--http-…</c> options as rules (spec §2.4). Whether they compile is seen with the whole plan.</summary>
internal static class RuleText
{
    /// <summary>A whole value as pattern: method or regular expression.</summary>
    public static Func<string, RulePlan> Pattern(RuleKind kind) => text => new RulePlan(kind, Pattern: text);

    /// <summary><c>Name: regexp</c>, split at the first colon.</summary>
    public static Func<string, RulePlan> HeaderPattern(RuleKind kind) => text =>
    {
        var (name, pattern) = Split(text, ':', "a header and a regular expression, such as api-version:^v1");
        return new RulePlan(kind, name.Trim(), Pattern: pattern.Trim());
    };

    /// <summary><c>Name: value</c>, split at the first colon.</summary>
    public static RulePlan SetHeader(string text)
    {
        var (name, value) = Split(text, ':', "a header and its value, such as User-Agent: Replayed");
        return new RulePlan(RuleKind.SetHeader, name.Trim(), Value: value.Trim());
    }

    /// <summary><c>name=value</c>, split at the first equals sign.</summary>
    public static RulePlan SetParameter(string text)
    {
        var (name, value) = Split(text, '=', "a parameter and its value, such as api_key=1");
        return new RulePlan(RuleKind.SetParam, name.Trim(), Value: value);
    }

    /// <summary><c>regexp:replacement</c>, split at the first colon that no backslash precedes; <c>\:</c> is a colon of the expression.</summary>
    public static RulePlan RewriteUrl(string text)
    {
        var (pattern, replacement) = Split(text, ':', "a regular expression and its replacement, such as /v1:/v2; a colon in the expression is written \\:");
        return new RulePlan(RuleKind.RewriteUrl, Pattern: pattern.Replace(@"\:", ":", StringComparison.Ordinal), Value: replacement);
    }

    private static (string Before, string After) Split(string text, char separator, string expected)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == separator)
            {
                return (text[..i], text[(i + 1)..]);
            }
        }

        throw new FormatException($"has no \"{separator}\"; needed are {expected}");
    }
}
