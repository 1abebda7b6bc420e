using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace TapeDeck.EndToEnd.Tests.Browser;

/// <summary>Runs axe-core in a page.</summary>
internal static class AxeCore
{
    private const string Check = """
        async () => (await axe.run({ resultTypes: ["violations"] })).violations
          .filter(violation => violation.impact === "serious" || violation.impact === "critical")
          .map(violation => `${violation.id}, ${violation.help}: ${violation.nodes.slice(0, 3).map(node => node.html).join(" | ")}`)
        """;

    private static readonly Lazy<string> s_script = new(Read);

    /// <summary>What axe-core calls serious or critical, a line each.</summary>
    public static async Task<string[]> FindFaultsAsync(this IPage page)
    {
        if (!await page.EvaluateAsync<bool>("() => 'axe' in window"))
        {
            await page.EvaluateAsync(s_script.Value);
        }

        return await page.EvaluateAsync<string[]>(Check);
    }

    private static string Read()
    {
        using var script = typeof(AxeResult).Assembly.GetManifestResourceStream("Deque.AxeCore.Commons.Resources.axe.min.js")!;
        return new StreamReader(script).ReadToEnd();
    }
}
