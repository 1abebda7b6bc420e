using System.Text.Json.Nodes;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Server.Cli.Texts;

/// <summary>Where two plans differ, member by member.</summary>
internal static class PlanDifference
{
    private static readonly string s_mask = SecretText.From("any").ToString();

    /// <summary>The innermost members in which a command line's plan differs from the one that was meant.</summary>
    public static IEnumerable<PlanFault> Find(JsonNode? meant, JsonNode? written, string pointer = "") => (meant, written) switch
    {
        (JsonObject first, JsonObject second) => first.Select(member => member.Key).Union(second.Select(member => member.Key))
            .SelectMany(name => Find(first[name], second[name], $"{pointer}/{name}")),
        (JsonArray first, JsonArray second) when first.Count == second.Count => Enumerable.Range(0, first.Count).SelectMany(i => Find(first[i], second[i], $"{pointer}/{i}")),
        _ when JsonNode.DeepEquals(meant, written) => [],
        _ when meant is JsonValue secret && secret.ToString() == s_mask => [new PlanFault(pointer, "A password is not written into a command; put it into a variable and name that: env:NAME.")],
        _ => [new PlanFault(pointer, $"No option says {Text(meant)} here; the command line means {Text(written)}.")],
    };

    private static string Text(JsonNode? node) => node?.ToJsonString() ?? "nothing";
}
