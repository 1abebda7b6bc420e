namespace TapeDeck.Engine.Plans;

/// <summary>One filter or rewrite as its user wrote it (spec §6).</summary>
/// <param name="Kind">What the rule does.</param>
/// <param name="Name">Header or parameter name, where the kind needs one.</param>
/// <param name="Pattern">Regular expression in Go's syntax, or the exact method, where the kind needs one.</param>
/// <param name="Value">New value, or replacement in Go's template syntax, where the kind needs one.</param>
/// <param name="Enabled">A disabled rule is kept but does nothing.</param>
/// <param name="Percent">Share that passes, 0–100, where the kind needs one.</param>
public sealed record RulePlan(RuleKind Kind, string? Name = null, string? Pattern = null, string? Value = null, bool Enabled = true, int? Percent = null);

/// <summary>What a rule does; the order of the members is the order of application (spec §6.1).</summary>
public enum RuleKind
{
    /// <summary>Keep requests whose method is exactly <see cref="RulePlan.Pattern"/>; several are alternatives.</summary>
    AllowMethod,

    /// <summary>Set header <see cref="RulePlan.Name"/> to <see cref="RulePlan.Value"/>.</summary>
    SetHeader,

    /// <summary>Set query parameter <see cref="RulePlan.Name"/> to <see cref="RulePlan.Value"/>.</summary>
    SetParam,

    /// <summary>Keep requests whose target matches <see cref="RulePlan.Pattern"/>; several are alternatives.</summary>
    AllowUrl,

    /// <summary>Drop requests whose target matches <see cref="RulePlan.Pattern"/>.</summary>
    DisallowUrl,

    /// <summary>Keep requests whose header <see cref="RulePlan.Name"/> matches <see cref="RulePlan.Pattern"/>; all must.</summary>
    AllowHeader,

    /// <summary>Drop requests whose header <see cref="RulePlan.Name"/> matches <see cref="RulePlan.Pattern"/>.</summary>
    DisallowHeader,

    /// <summary>Drop requests whose Basic user and password do not match <see cref="RulePlan.Pattern"/>; others pass (spec §6.1 step 8).</summary>
    BasicAuth,

    /// <summary>Keep <see cref="RulePlan.Percent"/> of the requests, chosen by the value of header <see cref="RulePlan.Name"/> (spec §6.4).</summary>
    LimitHeader,

    /// <summary>Keep <see cref="RulePlan.Percent"/> of the requests, chosen by the value of query parameter <see cref="RulePlan.Name"/> (spec §6.4).</summary>
    LimitParam,

    /// <summary>Keep <see cref="RulePlan.Percent"/> of the exchanges, chosen by their ids: the same ones each time, and the response goes with its request.</summary>
    Sample,

    /// <summary>Replace matches of <see cref="RulePlan.Pattern"/> in the target by <see cref="RulePlan.Value"/>; the first matching rule only.</summary>
    RewriteUrl,

    /// <summary>Replace matches of <see cref="RulePlan.Pattern"/> in header <see cref="RulePlan.Name"/> by <see cref="RulePlan.Value"/>; a missing header is left alone.</summary>
    RewriteHeader,

    /// <summary>Take every header <see cref="RulePlan.Name"/> out of the request.</summary>
    RemoveHeader,

    /// <summary>Make <see cref="RulePlan.Value"/> the method; the body stays.</summary>
    SetMethod,

    /// <summary>Set cookie <see cref="RulePlan.Name"/> of the request to <see cref="RulePlan.Value"/>; other cookies stay as they are.</summary>
    SetCookie,

    /// <summary>Take cookie <see cref="RulePlan.Name"/> out of the request.</summary>
    RemoveCookie,

    /// <summary>Replace every match of <see cref="RulePlan.Pattern"/> in the body of the request by <see cref="RulePlan.Value"/>.</summary>
    RewriteBody,

    /// <summary>Put the JSON value <see cref="RulePlan.Value"/> in place of what stands at JSON path <see cref="RulePlan.Name"/> in the body of the request; nothing is added.</summary>
    SetJson,

    /// <summary>Mask the value of header <see cref="RulePlan.Name"/> in requests and responses; <see cref="RulePlan.Value"/> says how: redact, hash or shape.</summary>
    MaskHeader,

    /// <summary>Mask parameter <see cref="RulePlan.Name"/> in queries and forms; <see cref="RulePlan.Value"/> says how.</summary>
    MaskParam,

    /// <summary>Mask what stands at JSON path <see cref="RulePlan.Name"/> in the bodies of requests and responses; <see cref="RulePlan.Value"/> says how.</summary>
    MaskJson,

    /// <summary>Mask matches of <see cref="RulePlan.Pattern"/>, or of the detector card, email or token, anywhere in requests and responses; <see cref="RulePlan.Value"/> says how.</summary>
    MaskText,
}
