using System.Text.RegularExpressions;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Server.Cli.Texts;

/// <summary>Takes secrets out of a plan that goes into a command to be copied about: passwords in addresses, values of headers that sign in.</summary>
internal static partial class CommandSecrets
{
    private const string Mask = "***";
    private static readonly string[] s_headers = ["Authorization", "Proxy-Authorization", "Cookie"];

    /// <summary>The plan with marks in place of secrets, and where they were.</summary>
    public static (Plan Plan, IReadOnlyList<PlanFault> LeftOut) Hide(Plan plan)
    {
        var leftOut = new List<PlanFault>();
        var hidden = plan with
        {
            Rules = [.. plan.Rules.Select((rule, i) => Hide(rule, $"/rules/{i}", leftOut))],
            Outputs = [.. plan.Outputs.Select((output, i) => Hide(output, $"/outputs/{i}", leftOut))],
        };
        return (hidden, leftOut);
    }

    private static RulePlan Hide(RulePlan rule, string pointer, List<PlanFault> leftOut)
    {
        if (rule.Kind != RuleKind.SetHeader || !s_headers.Contains(rule.Name, StringComparer.OrdinalIgnoreCase))
        {
            return rule;
        }

        leftOut.Add(new PlanFault($"{pointer}/value", $"What {rule.Name} is set to is a secret and not written into a command: put it in place of {Mask}."));
        return rule with { Value = Mask };
    }

    private static OutputPlan Hide(OutputPlan output, string pointer, List<PlanFault> leftOut) => output switch
    {
        HttpOutputPlan http => http with
        {
            Url = Hide(http.Url, $"{pointer}/url", leftOut),
            Elasticsearch = http.Elasticsearch is { } index ? index with { Url = Hide(index.Url, $"{pointer}/elasticsearch/url", leftOut) } : null,
        },
        WebSocketOutputPlan socket => socket with { Url = Hide(socket.Url, $"{pointer}/url", leftOut) },
        _ => output,
    };

    private static string Hide(string url, string pointer, List<PlanFault> leftOut)
    {
        var hidden = Password().Replace(url, "$1" + Mask + "@");
        if (hidden != url)
        {
            leftOut.Add(new PlanFault(pointer, $"The password of the address is not written into a command: put it in place of {Mask}."));
        }

        return hidden;
    }

    [GeneratedRegex(@"^((?:[A-Za-z][A-Za-z0-9+.-]*://)?[^/?#:@]*:)[^/?#]*@")]
    private static partial Regex Password();
}
