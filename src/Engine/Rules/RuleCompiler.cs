using System.Buffers;
using System.Text;
using System.Text.Json;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Query;
using TapeDeck.Engine.Regexps;

namespace TapeDeck.Engine.Rules;

/// <summary>Turns rules as written into what a <see cref="RuleSet"/> applies, collecting every fault and warning on the way.</summary>
internal sealed class RuleCompiler(List<PlanFault> faults)
{
    private static readonly SearchValues<char> s_lineBreaks = SearchValues.Create("\r\n\0");

    public List<byte[]> Methods { get; } = [];

    public List<HeaderSetter> HeaderSetters { get; } = [];

    public List<ParameterSetter> ParameterSetters { get; } = [];

    public List<ByteRegex> AllowedTargets { get; } = [];

    public List<ByteRegex> DisallowedTargets { get; } = [];

    public List<HeaderTest> AllowedHeaders { get; } = [];

    public List<HeaderTest> DisallowedHeaders { get; } = [];

    public List<BasicAuthTest> BasicAuthTests { get; } = [];

    public List<HashLimit> HeaderLimits { get; } = [];

    public List<HashLimit> ParameterLimits { get; } = [];

    public List<TargetRewrite> TargetRewrites { get; } = [];

    public List<HeaderRewrite> HeaderRewrites { get; } = [];

    public List<byte[]> RemovedHeaders { get; } = [];

    public List<int> Samples { get; } = [];

    public List<byte[]> NewMethods { get; } = [];

    public List<CookieEdit> Cookies { get; } = [];

    public BodyRewrites Bodies { get; } = new();

    public MessageMasks Masks { get; } = new();

    public List<PlanFault> Warnings { get; } = [];

    /// <summary>Compiles one rule; <paramref name="path"/> is its JSON pointer.</summary>
    public void Add(RulePlan rule, string path)
    {
        switch (rule.Kind)
        {
            case RuleKind.AllowMethod when Required(rule.Pattern, path, "pattern", "A method, such as GET, is needed.") is { } method:
                Methods.Add(Encoding.UTF8.GetBytes(method.Trim()));
                break;
            case RuleKind.SetHeader when NameAndValue(rule, path, ":") is { } header:
                HeaderSetters.Add(new HeaderSetter(header.Name, header.Value));
                break;
            case RuleKind.SetParam when NameAndValue(rule, path, "=&") is { } parameter:
                ParameterSetters.Add(new ParameterSetter(parameter.Name, parameter.Value));
                break;
            case RuleKind.AllowUrl when Regex(rule, path) is { } regex:
                AllowedTargets.Add(regex);
                break;
            case RuleKind.DisallowUrl when Regex(rule, path) is { } regex:
                DisallowedTargets.Add(regex);
                break;
            case RuleKind.AllowHeader when Test(rule, path) is { } test:
                AllowedHeaders.Add(test);
                break;
            case RuleKind.DisallowHeader when Test(rule, path) is { } test:
                DisallowedHeaders.Add(test);
                break;
            case RuleKind.BasicAuth when Regex(rule, path) is { } regex:
                BasicAuthTests.Add(new BasicAuthTest(regex));
                break;
            case RuleKind.LimitHeader when Limit(rule, path, ":") is { } limit:
                HeaderLimits.Add(limit);
                break;
            case RuleKind.LimitParam when Limit(rule, path, "=&") is { } limit:
                ParameterLimits.Add(limit);
                break;
            case RuleKind.Sample when Share(rule, path) is { } share:
                Samples.Add(share);
                break;
            case RuleKind.RewriteUrl when Rewrite(rule, path) is { } rewrite:
                TargetRewrites.Add(new TargetRewrite(rewrite.Pattern, rewrite.Replacement));
                break;
            case RuleKind.RewriteHeader when HeaderRewrite(rule, path) is { } rewrite:
                HeaderRewrites.Add(rewrite);
                break;
            case RuleKind.RemoveHeader when Name(rule, path, ":") is { } name:
                RemovedHeaders.Add(name);
                break;
            case RuleKind.SetMethod when Method(rule, path) is { } method:
                NewMethods.Add(method);
                break;
            case RuleKind.SetCookie when (Name(rule, path, "=; "), Value(rule, path, ";")) is ({ } name, { } value):
                Cookies.Add(new CookieEdit(name, value));
                break;
            case RuleKind.RemoveCookie when Name(rule, path, "=; ") is { } name:
                Cookies.Add(new CookieEdit(name, null));
                break;
            case RuleKind.RewriteBody when Rewrite(rule, path) is { } rewrite:
                Bodies.Texts.Add(new BodyRewrite(rewrite.Pattern, rewrite.Replacement));
                break;
            case RuleKind.SetJson when (JsonPlace(rule, path), JsonValue(rule, path)) is ({ } place, { } value):
                Bodies.Json.Add(new JsonSetter(place, value));
                break;
            case RuleKind.MaskHeader when (Name(rule, path, ":"), Mask(rule, path)) is ({ } name, { } mask):
                Masks.Headers.Add((name, mask));
                break;
            case RuleKind.MaskParam when (Name(rule, path, "=&"), Mask(rule, path)) is ({ } name, { } mask):
                Masks.Parameters.Add(new ParameterMask(name, mask));
                break;
            case RuleKind.MaskJson when (JsonPlace(rule, path), Mask(rule, path)) is ({ } place, { } mask):
                Masks.Json.Add(new JsonMask(place, mask));
                break;
            case RuleKind.MaskText when (Regex(rule with { Pattern = MaskDetectors.PatternOf(rule.Pattern ?? "") }, path), Mask(rule, path)) is ({ } regex, { } mask):
                Masks.Texts.Add(new TextMask(regex, mask));
                break;
            default:
                break; // the fault is noted
        }
    }

    private T? Fault<T>(string path, string field, string message)
    {
        faults.Add(new PlanFault($"{path}/{field}", message));
        return default;
    }

    private string? Required(string? text, string path, string field, string message) =>
        string.IsNullOrWhiteSpace(text) ? Fault<string>(path, field, message) : text;

    private byte[]? Name(RulePlan rule, string path, string separators)
    {
        if (Required(rule.Name, path, "name", "A name is needed.") is not { } text)
        {
            return null;
        }

        var name = text.Trim();
        return name.AsSpan().ContainsAny(s_lineBreaks) || name.AsSpan().ContainsAny(separators)
            ? Fault<byte[]>(path, "name", $"The name \"{name}\" holds a character that ends a name.")
            : Encoding.UTF8.GetBytes(name);
    }

    private byte[]? Value(RulePlan rule, string path, string separators = "")
    {
        if (rule.Value is not { } value)
        {
            return Fault<byte[]>(path, "value", "A value is needed; it may be empty.");
        }

        return value.AsSpan().ContainsAny(s_lineBreaks) ? Fault<byte[]>(path, "value", "The value may not hold a line break.")
            : value.AsSpan().ContainsAny(separators) ? Fault<byte[]>(path, "value", $"The value may not hold '{separators}'.")
            : Encoding.UTF8.GetBytes(value);
    }

    private (byte[] Name, byte[] Value)? NameAndValue(RulePlan rule, string path, string separators)
    {
        var name = Name(rule, path, separators);
        var value = Value(rule, path);
        return name is null || value is null ? null : (name, value);
    }

    private byte[]? Method(RulePlan rule, string path) => rule.Value is { Length: > 0 } method && method.All(IsTokenCharacter)
        ? Encoding.ASCII.GetBytes(method)
        : Fault<byte[]>(path, "value", "A method is needed, such as POST: letters, digits and !#$%&'*+-.^_`|~ (RFC 9110 §5.6.2).");

    private static bool IsTokenCharacter(char character) => char.IsAsciiLetterOrDigit(character) || "!#$%&'*+-.^_`|~".Contains(character, StringComparison.Ordinal);

    private byte[]? JsonValue(RulePlan rule, string path)
    {
        try
        {
            using var value = JsonDocument.Parse(rule.Value ?? "");
            return Encoding.UTF8.GetBytes(rule.Value!);
        }
        catch (JsonException)
        {
            return Fault<byte[]>(path, "value", "A JSON value is needed, such as 17, true, \"text\" or {}.");
        }
    }

    private Mask? Mask(RulePlan rule, string path) => Rules.Mask.Parse(rule.Value) is { } method
        ? new Mask(method)
        : Fault<Mask>(path, "value", $"A mask is redact, hash or shape, not \"{rule.Value}\".");

    private JsonPath? JsonPlace(RulePlan rule, string path) => JsonPath.Parse(rule.Name, out _) is { } place
        ? place
        : Fault<JsonPath>(path, "name", "A place in JSON is needed, such as $.user.email, $.items[*].card or $..password.");

    private ByteRegex? Regex(RulePlan rule, string path)
    {
        if (string.IsNullOrEmpty(rule.Pattern))
        {
            return Fault<ByteRegex>(path, "pattern", "A regular expression is needed.");
        }

        try
        {
            var regex = ByteRegex.Parse(rule.Pattern);
            if (regex.SawProperty)
            {
                Warnings.Add(new PlanFault($"{path}/pattern", "Unicode properties such as \\p{L} see ASCII characters only."));
            }

            return regex;
        }
        catch (RegexException failure)
        {
            faults.Add(new PlanFault($"{path}/pattern", $"The regular expression \"{rule.Pattern}\" does not compile: {failure.Sentence}") { Column = failure.At + 1 });
            return null;
        }
    }

    private HeaderTest? Test(RulePlan rule, string path)
    {
        var name = Name(rule, path, ":");
        var regex = Regex(rule, path);
        return name is null || regex is null ? null : new HeaderTest(name, regex);
    }

    private HashLimit? Limit(RulePlan rule, string path, string separators)
    {
        var name = Name(rule, path, separators);
        return Share(rule, path) is { } share && name is not null ? new HashLimit(name, share) : null;
    }

    private int? Share(RulePlan rule, string path) =>
        rule.Percent is >= 0 and <= 100 ? rule.Percent : Fault<int?>(path, "percent", "A share from 0 to 100 percent is needed.");

    private HeaderRewrite? HeaderRewrite(RulePlan rule, string path)
    {
        var name = Name(rule, path, ":");
        return Rewrite(rule, path) is { } rewrite && name is not null ? new HeaderRewrite(name, rewrite.Pattern, rewrite.Replacement) : null;
    }

    private (ByteRegex Pattern, GoReplacement Replacement)? Rewrite(RulePlan rule, string path)
    {
        var regex = Regex(rule, path);
        if (Value(rule, path) is null || regex is null)
        {
            return null;
        }

        var replacement = GoReplacement.Parse(rule.Value!, regex);
        Warnings.AddRange(replacement.Warnings.Select(warning => new PlanFault($"{path}/value", warning)));
        return (regex, replacement);
    }
}
