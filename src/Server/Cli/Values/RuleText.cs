using System.Globalization;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Server.Cli.Values;

/// <summary>How rules of one kind stand in the values of GoReplay's <c>--http-…</c> options (spec §2.4). Whether they compile is seen with the whole plan.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="ValueName">What help calls a value.</param>
/// <param name="Parse">Reads a rule.</param>
/// <param name="Format">Writes one so that <paramref name="Parse"/> reads it back.</param>
internal sealed record RuleText(RuleKind Kind, string ValueName, Func<string, RulePlan> Parse, Func<RulePlan, string> Format)
{
    /// <summary><c>Name: value</c>, split at the first colon.</summary>
    public static RuleText SetHeader { get; } = new(RuleKind.SetHeader, "NAME:VALUE", ParseSetHeader, rule => $"{rule.Name}: {rule.Value}");

    /// <summary><c>name=value</c>, split at the first equals sign.</summary>
    public static RuleText Assignment(RuleKind kind, string what, string expected)
    {
        return new RuleText(kind, $"{what}=VALUE", Parse, rule => $"{rule.Name}={rule.Value}");

        RulePlan Parse(string text)
        {
            var (name, value) = Split(text, '=', expected);
            return new RulePlan(kind, name.Trim(), Value: value);
        }
    }

    /// <summary><c>regexp:replacement</c>, split at the first colon that no backslash precedes; <c>\:</c> is a colon of the expression.</summary>
    public static RuleText Rewrite(RuleKind kind)
    {
        return new RuleText(kind, "REGEXP:REPLACEMENT", Parse, rule => $"{Escape(rule.Pattern, ':')}:{rule.Value}");

        RulePlan Parse(string text)
        {
            var (pattern, replacement) = Split(text, ':', "a regular expression and its replacement, such as /v1:/v2; a colon in the expression is written \\:");
            return new RulePlan(kind, Pattern: Unescape(pattern, ':'), Value: replacement);
        }
    }

    /// <summary><c>Name: regexp,replacement</c>, split at the first comma that no backslash precedes; <c>\,</c> is a comma of the expression.</summary>
    public static RuleText RewriteHeader { get; } = new(
        RuleKind.RewriteHeader, "NAME:REGEXP,REPLACEMENT", ParseRewriteHeader, rule => $"{rule.Name}: {Escape(rule.Pattern, ',')},{rule.Value}");

    /// <summary>A whole value as pattern: method or regular expression.</summary>
    public static RuleText Whole(RuleKind kind, string valueName) => new(kind, valueName, text => new RulePlan(kind, Pattern: text), rule => rule.Pattern ?? "");

    /// <summary><c>Name: regexp</c>, split at the first colon.</summary>
    public static RuleText HeaderPattern(RuleKind kind)
    {
        return new RuleText(kind, "NAME:REGEXP", Parse, rule => $"{rule.Name}: {rule.Pattern}");

        RulePlan Parse(string text)
        {
            var (name, pattern) = Split(text, ':', "a header and a regular expression, such as api-version:^v1");
            return new RulePlan(kind, name.Trim(), Pattern: pattern.Trim());
        }
    }

    /// <summary><c>Name: 25%</c>, or <c>Name: 1/4</c> as it was written once.</summary>
    public static RuleText Share(RuleKind kind)
    {
        return new RuleText(kind, "NAME:PERCENT%", Parse, rule => string.Create(CultureInfo.InvariantCulture, $"{rule.Name}: {rule.Percent}%"));

        RulePlan Parse(string text)
        {
            var (name, share) = Split(text, ':', "a name and a share, such as user-id: 25%");
            return new RulePlan(kind, name.Trim(), Percent: ParseShare(share.Trim()));
        }
    }

    /// <summary><c>25%</c> of all.</summary>
    public static RuleText ShareOfAll(RuleKind kind) => new(
        kind, "PERCENT%", text => new RulePlan(kind, Percent: ParseShare(text.Trim())), rule => string.Create(CultureInfo.InvariantCulture, $"{rule.Percent}%"));

    /// <summary>A value alone.</summary>
    public static RuleText Valued(RuleKind kind, string valueName) => new(kind, valueName, text => new RulePlan(kind, Value: text.Trim()), rule => rule.Value ?? "");

    /// <summary>A name alone.</summary>
    public static RuleText Named(RuleKind kind) => new(kind, "NAME", text => new RulePlan(kind, text.Trim()), rule => rule.Name ?? "");

    /// <summary>What to mask and how: <c>Authorization</c>, <c>Authorization:hash</c>. Without a word of its own at the end it is redacted.</summary>
    public static RuleText Masked(RuleKind kind, string what)
    {
        return new RuleText(kind, $"{what}[:HOW]", Parse, rule => $"{rule.Name ?? rule.Pattern}:{rule.Value}");

        RulePlan Parse(string text)
        {
            var colon = text.LastIndexOf(':');
            var how = colon >= 0 && text[(colon + 1)..] is "redact" or "hash" or "shape" ? text[(colon + 1)..] : null;
            var place = how is null ? text : text[..colon];
            return kind == RuleKind.MaskText ? new RulePlan(kind, Pattern: place, Value: how ?? "redact") : new RulePlan(kind, place.Trim(), Value: how ?? "redact");
        }
    }

    private static RulePlan ParseSetHeader(string text)
    {
        var (name, value) = Split(text, ':', "a header and its value, such as User-Agent: Replayed");
        return new RulePlan(RuleKind.SetHeader, name.Trim(), Value: value.Trim());
    }

    private static RulePlan ParseRewriteHeader(string text)
    {
        var (name, rest) = Split(text, ':', "a header, a regular expression and its replacement, such as Host: ^www,web");
        var (pattern, replacement) = Split(rest, ',', "a regular expression and its replacement, such as Host: ^www,web; a comma in the expression is written \\,");
        return new RulePlan(RuleKind.RewriteHeader, name.Trim(), Pattern: Unescape(pattern.Trim(), ','), Value: replacement);
    }

    private static int ParseShare(string text)
    {
        var parts = text.Split('/');
        var percent = parts.Length == 2 && Number(parts[0]) is { } part && Number(parts[1]) is > 0 and var whole ? part * 100 / whole
            : text.EndsWith('%') ? Number(text[..^1])
            : null;
        return percent is >= 0 and <= 100 ? (int)percent : throw new FormatException($"has no share: \"{text}\"; a share is a whole number of percent from 0% to 100%");
    }

    private static long? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Unescape(string pattern, char separator) => pattern.Replace($"\\{separator}", $"{separator}", StringComparison.Ordinal);

    private static string Escape(string? pattern, char separator) => (pattern ?? "").Replace($"{separator}", $"\\{separator}", StringComparison.Ordinal);

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
