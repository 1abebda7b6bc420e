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

    public bool HasName => Kind is RuleKind.SetHeader or RuleKind.SetParam or RuleKind.AllowHeader or RuleKind.DisallowHeader;

    public bool HasPattern => Kind is not (RuleKind.SetHeader or RuleKind.SetParam);

    public bool HasValue => Kind is RuleKind.SetHeader or RuleKind.SetParam or RuleKind.RewriteUrl;

    public string PatternLabel => Kind switch
    {
        RuleKind.AllowMethod => "Method",
        RuleKind.RewriteUrl => "Where URL matches",
        _ => "Regular expression",
    };

    public string PatternExample => Kind switch
    {
        RuleKind.AllowMethod => "GET",
        RuleKind.RewriteUrl => "/v1/user/([^/]+)/ping",
        RuleKind.AllowHeader or RuleKind.DisallowHeader => "^v2",
        _ => "^/api/",
    };

    public string ValueExample => Kind == RuleKind.RewriteUrl ? "/v2/user/$1/ping" : "value";

    public string NameExample => Kind == RuleKind.SetParam ? "api_key" : "X-Api-Version";

    /// <summary>A draft of a rule that exists.</summary>
    public static RuleDraft Of(RulePlan rule) => new() { Kind = rule.Kind, Name = rule.Name ?? "", Pattern = rule.Pattern ?? "", Value = rule.Value ?? "", Enabled = rule.Enabled };

    /// <summary>Only the parts that this kind of rule has.</summary>
    public RulePlan ToPlan() => new(Kind, HasName ? Name.Trim() : null, HasPattern ? Pattern : null, HasValue ? Value : null, Enabled);
}
