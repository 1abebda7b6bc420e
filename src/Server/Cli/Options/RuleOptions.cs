using System.CommandLine;
using TapeDeck.Engine.Plans;
using TapeDeck.Server.Cli.Values;

namespace TapeDeck.Server.Cli.Options;

/// <summary>The <c>--http-…</c> options that filter and rewrite requests, in the order in which they are applied (spec §6.1).</summary>
internal sealed class RuleOptions : OptionFamily
{
    private static readonly IReadOnlyList<RuleOption> s_rules =
    [
        new("http-allow-method", RuleText.Whole(RuleKind.AllowMethod, "METHOD"), "Keep requests of this method only; several are alternatives."),
        new("http-set-header", RuleText.SetHeader, "Set a header (also --http-header).", "http-header", "output-http-header"),
        new("http-set-param", RuleText.Assignment(RuleKind.SetParam, "NAME", "a parameter and its value, such as api_key=1"), "Set a query parameter."),
        new("http-allow-url", RuleText.Whole(RuleKind.AllowUrl, "REGEXP"), "Keep requests whose path and query match; several are alternatives."),
        new("http-disallow-url", RuleText.Whole(RuleKind.DisallowUrl, "REGEXP"), "Drop requests whose path and query match."),
        new("http-allow-header", RuleText.HeaderPattern(RuleKind.AllowHeader), "Keep requests whose header matches; all must.", "output-http-header-filter"),
        new("http-disallow-header", RuleText.HeaderPattern(RuleKind.DisallowHeader), "Drop requests whose header matches."),
        new("http-basic-auth-filter", RuleText.Whole(RuleKind.BasicAuth, "REGEXP"), "Drop requests whose Basic user:password does not match; those without pass."),
        new("http-header-limiter", RuleText.Share(RuleKind.LimitHeader), "Keep a share of the requests, chosen by this header's value.", "output-http-header-hash-filter"),
        new("http-param-limiter", RuleText.Share(RuleKind.LimitParam), "Keep a share of the requests, chosen by this query parameter's value."),
        new("http-sample", RuleText.ShareOfAll(RuleKind.Sample), "Keep a share of the exchanges, the same ones each time."),
        new(
            "http-rewrite-url", RuleText.Rewrite(RuleKind.RewriteUrl), "Replace in path and query, $1 or ${1}x for groups; the first matching rule only.", "output-http-rewrite-url"),
        new("http-rewrite-header", RuleText.RewriteHeader, "Replace in a header."),
        new("http-remove-header", RuleText.Named(RuleKind.RemoveHeader), "Take a header out."),
        new("http-set-method", RuleText.Valued(RuleKind.SetMethod, "METHOD"), "Send another method; the body stays."),
        new("http-set-cookie", RuleText.Assignment(RuleKind.SetCookie, "NAME", "a cookie and its value, such as session=1"), "Set one cookie of the request."),
        new("http-remove-cookie", RuleText.Named(RuleKind.RemoveCookie), "Take one cookie out of the request."),
        new("http-rewrite-body", RuleText.Rewrite(RuleKind.RewriteBody), "Replace in the body of the request."),
        new("http-set-json", RuleText.Assignment(RuleKind.SetJson, "PATH", "a place and a JSON value, such as $.user.id=17"), "Set a value in a JSON body of the request."),
        new("http-mask-header", RuleText.Masked(RuleKind.MaskHeader, "NAME"), "Mask a header, in responses too: :redact, :hash or :shape."),
        new("http-mask-param", RuleText.Masked(RuleKind.MaskParam, "NAME"), "Mask a parameter of queries and forms."),
        new("http-mask-json", RuleText.Masked(RuleKind.MaskJson, "PATH"), "Mask in JSON bodies, in responses too, such as $..password."),
        new("http-mask-text", RuleText.Masked(RuleKind.MaskText, "REGEXP"), "Mask what matches anywhere, in responses too; card, email and token know their own."),
    ];

    public override string Title => "Filter and rewrite requests, applied in this order";

    public override IReadOnlyList<Option> Heads => [.. s_rules.Select(rule => rule.Option)];

    public override void Read(OptionReader reader)
    {
        foreach (var option in s_rules.Select(rule => rule.Option))
        {
            foreach (var rule in reader.Values(option))
            {
                reader.Add(option, rule);
            }
        }
    }

    public override bool TryWrite(OptionWriter writer, object part)
    {
        if (part is not RulePlan rule || s_rules.FirstOrDefault(each => each.Text.Kind == rule.Kind) is not { } option)
        {
            return false;
        }

        writer.Add(option.Option, option.Text.Format(rule));
        return true;
    }

    private sealed class RuleOption(string name, RuleText text, string help, params string[] otherNames)
    {
        public RuleText Text => text;

        public Option<IReadOnlyList<RulePlan>> Option { get; } = OptionKinds.List(name, text.ValueName, help, text.Parse, otherNames);
    }
}
