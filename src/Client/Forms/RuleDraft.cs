using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Forms;

/// <summary>A rule while it is being written.</summary>
public sealed class RuleDraft
{
    public RuleKind Kind { get; set; } = RuleKind.AllowUrl;

    public string Name { get; set; } = "";

    public string Pattern { get; set; } = "";

    public string Value { get; set; } = "";

    public bool Enabled { get; set; } = true;

    /// <summary>The share that passes, in percent.</summary>
    public string Percent { get; set; } = "";

    public bool HasName => Kind is not (RuleKind.AllowMethod or RuleKind.AllowUrl or RuleKind.DisallowUrl or RuleKind.BasicAuth or RuleKind.RewriteUrl or RuleKind.MaskText or RuleKind.Sample or RuleKind.SetMethod or RuleKind.RewriteBody);

    public bool HasPattern => Kind is RuleKind.AllowMethod or RuleKind.AllowUrl or RuleKind.DisallowUrl or RuleKind.AllowHeader or RuleKind.DisallowHeader or RuleKind.BasicAuth
        or RuleKind.RewriteUrl or RuleKind.RewriteHeader or RuleKind.RewriteBody or RuleKind.MaskText;

    public bool HasValue => Kind is RuleKind.SetHeader or RuleKind.SetParam or RuleKind.RewriteUrl or RuleKind.RewriteHeader or RuleKind.SetMethod or RuleKind.SetCookie
        or RuleKind.RewriteBody or RuleKind.SetJson;

    /// <summary>Whether the value says how to mask.</summary>
    public bool HasMask => Kind is RuleKind.MaskHeader or RuleKind.MaskParam or RuleKind.MaskJson or RuleKind.MaskText;

    public bool HasPercent => Kind is RuleKind.LimitHeader or RuleKind.LimitParam or RuleKind.Sample;

    public string ValueLabel => Kind switch { RuleKind.RewriteUrl or RuleKind.RewriteHeader or RuleKind.RewriteBody => "Replace by", RuleKind.SetMethod => "Method", RuleKind.SetJson => "JSON value", _ => "Value" };

    public string PatternLabel => Kind switch
    {
        RuleKind.AllowMethod => "Method",
        RuleKind.RewriteUrl => "Where URL matches",
        RuleKind.RewriteHeader => "Where header matches",
        RuleKind.RewriteBody => "Where body matches",
        RuleKind.MaskText => "Regular expression, or card, email, token",
        _ => "Regular expression",
    };

    public string PatternExample => Kind switch
    {
        RuleKind.AllowMethod => "GET",
        RuleKind.RewriteUrl => "/v1/user/([^/]+)/ping",
        RuleKind.BasicAuth => "^customer[0-9]+:",
        RuleKind.RewriteHeader => "(.*).example.com",
        RuleKind.AllowHeader or RuleKind.DisallowHeader => "^v2",
        RuleKind.RewriteBody => "env=prod",
        RuleKind.MaskText => "card",
        _ => "^/api/",
    };

    public string ValueExample => Kind switch { RuleKind.RewriteUrl => "/v2/user/$1/ping", RuleKind.RewriteHeader => "$1.beta.example.com", RuleKind.SetMethod => "POST", RuleKind.RewriteBody => "env=test", RuleKind.SetJson => "17", _ => "value" };

    public string NameExample => Kind switch { RuleKind.SetParam => "api_key", RuleKind.LimitParam => "user_id", RuleKind.LimitHeader => "User-Id", RuleKind.RewriteHeader => "Host", RuleKind.RemoveHeader or RuleKind.MaskHeader => "Authorization", RuleKind.MaskParam => "access_token", RuleKind.MaskJson => "$..password", RuleKind.SetCookie or RuleKind.RemoveCookie => "session", RuleKind.SetJson => "$.user.id", _ => "X-Api-Version" };

    /// <summary>How to mask, as rules say it.</summary>
    public string MaskOrDefault => Masks.Any(mask => mask.Value == Value) ? Value : Masks[0].Value;

    /// <summary>The ways to mask.</summary>
    public static IReadOnlyList<FieldChoice> Masks { get; } =
        [new("redact", "by ***"), new("hash", "by a hash: equal values stay equal"), new("shape", "by other letters and digits")];

    /// <summary>A draft of a rule that exists.</summary>
    public static RuleDraft Of(RulePlan rule) => new()
    {
        Kind = rule.Kind,
        Name = rule.Name ?? "",
        Pattern = rule.Pattern ?? "",
        Value = rule.Value ?? "",
        Enabled = rule.Enabled,
        Percent = rule.Percent is { } share ? FieldText.Of(share) : "",
    };

    /// <summary>Only the parts that this kind of rule has; a share that cannot be read is a fault.</summary>
    public RulePlan ToPlan(string place, ICollection<PlanFault> faults)
    {
        int? percent = null;
        try
        {
            percent = HasPercent ? (int)FieldText.Number("Share in percent", Percent.TrimEnd('%', ' '), 0, 100) : null;
        }
        catch (FormatException fault)
        {
            faults.Add(new PlanFault($"{place}/percent", fault.Message));
        }

        return new RulePlan(Kind, HasName ? Name.Trim() : null, HasPattern ? Pattern : null, HasValue ? Value : HasMask ? MaskOrDefault : null, Enabled, percent);
    }
}
