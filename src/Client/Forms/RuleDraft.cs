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

    public bool HasName => Kind is not (RuleKind.AllowMethod or RuleKind.AllowUrl or RuleKind.DisallowUrl or RuleKind.BasicAuth or RuleKind.RewriteUrl or RuleKind.MaskText);

    public bool HasPattern => Kind is not (RuleKind.SetHeader or RuleKind.SetParam or RuleKind.RemoveHeader or RuleKind.MaskHeader or RuleKind.MaskParam or RuleKind.MaskJson) && !HasPercent;

    public bool HasValue => Kind is RuleKind.SetHeader or RuleKind.SetParam or RuleKind.RewriteUrl or RuleKind.RewriteHeader;

    /// <summary>Whether the value says how to mask.</summary>
    public bool HasMask => Kind is RuleKind.MaskHeader or RuleKind.MaskParam or RuleKind.MaskJson or RuleKind.MaskText;

    public bool HasPercent => Kind is RuleKind.LimitHeader or RuleKind.LimitParam;

    public string ValueLabel => Kind is RuleKind.RewriteUrl or RuleKind.RewriteHeader ? "Replace by" : "Value";

    public string PatternLabel => Kind switch
    {
        RuleKind.AllowMethod => "Method",
        RuleKind.RewriteUrl => "Where URL matches",
        RuleKind.RewriteHeader => "Where header matches",
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
        RuleKind.MaskText => "card",
        _ => "^/api/",
    };

    public string ValueExample => Kind switch { RuleKind.RewriteUrl => "/v2/user/$1/ping", RuleKind.RewriteHeader => "$1.beta.example.com", _ => "value" };

    public string NameExample => Kind switch { RuleKind.SetParam => "api_key", RuleKind.LimitParam => "user_id", RuleKind.LimitHeader => "User-Id", RuleKind.RewriteHeader => "Host", RuleKind.RemoveHeader or RuleKind.MaskHeader => "Authorization", RuleKind.MaskParam => "access_token", RuleKind.MaskJson => "$..password", _ => "X-Api-Version" };

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
