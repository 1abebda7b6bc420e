using System.Text;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Server.Api.Samples;

/// <summary>Rule sets, what they do, and rules as GoReplay's options.</summary>
internal static class RuleSamples
{
    private static readonly RulePlan[] s_rules = [new(RuleKind.AllowUrl, Pattern: "^/api"), new(RuleKind.SetHeader, "X-Env", Value: "staging")];

    private static readonly RuleSetResource s_first = new("8a7b6c5d4e3f42109f8e7d6c5b4a3928", "Shop on staging", 1, SampleValues.After(100), s_rules);

    private static readonly RuleSetResource s_second = s_first with { Version = 2, SavedAt = SampleValues.After(110), Rules = [new(RuleKind.DisallowUrl, Pattern: "^/health")] };

    public static void AddTo(SampleSet set)
    {
        set.Add(s_first);
        set.AddTo("saveRuleSet", s_second);
        set.AddTo("listRuleSetVersions", SampleSet.Page(s_second, s_first));
        set.AddTo("writeRuleSetAsOptions", new CommandOfPlan("--http-allow-url '^/api' --http-set-header 'X-Env: staging'", []));
        set.Add(new RulesOfOptions([s_rules[1], s_rules[0]], []));
        set.Add(new RulePreviewResource
        {
            Requests = 2_894, Unchanged = 0, Rewritten = 2_894, Filtered = 0, Unparsable = 0, Invalid = 0, Hits = [2_894], Warnings = [],
            Samples = [new RuleSampleResource(SampleValues.Exchange, Request(""), Request("X-Env: staging\r\n"), null)],
        });
    }

    private static string Request(string header) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes($"POST /api/orders?dry=1 HTTP/1.1\r\nHost: shop.example.com\r\n{header}Content-Length: 0\r\n\r\n"));
}
