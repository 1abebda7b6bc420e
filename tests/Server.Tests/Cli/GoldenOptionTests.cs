using System.Text.Json;
using TapeDeck.Server.Cli;
using TapeDeck.TestKit;

namespace TapeDeck.Server.Tests.Cli;

/// <summary>What GoReplay takes we take, what it refuses we refuse.</summary>
public class GoldenOptionTests
{
    public static TheoryData<string, string[], int> Cases
    {
        get
        {
            using var json = JsonDocument.Parse(File.ReadAllText(SharedData.Path("golden", "modifiers", "cases.json")));
            return [.. json.RootElement.GetProperty("cases").EnumerateArray().Select(each => (
                each.GetProperty("name").GetString()!,
                each.GetProperty("args").EnumerateArray().Select(argument => argument.GetString()!).ToArray(),
                each.GetProperty("exit").GetInt32()))];
        }
    }

    /// <summary>GoReplay reads a share that is no number from 0 to 100 as something else, and drops or passes everything.</summary>
    private static readonly string[] s_refusedHereOnly = ["user_id:-1%"];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Parse_RuleOptions_AreTakenOrRefusedAsByGoReplay(string name, string[] args, int exitCode) =>
        Assert.True(CommandLinePlan.Parse(args).Faults.Count > 0 == (exitCode != 0 || args.Intersect(s_refusedHereOnly).Any()), name);
}
