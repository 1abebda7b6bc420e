using System.Text.Json;
using TapeDeck.Server.Cli;
using TapeDeck.TestKit;

namespace TapeDeck.Server.Tests.Cli;

/// <summary>What GoReplay takes we take, what it refuses we refuse, and what we cannot do yet we say.</summary>
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

    [Theory]
    [MemberData(nameof(Cases))]
    public void Parse_RuleOptions_AreTakenOrRefusedAsByGoReplay(string name, string[] args, int exitCode)
    {
        var faults = CommandLinePlan.Parse(args).Faults;
        var isUnsupported = UnsupportedOptions.All.Any(option => args.Contains(option.Name));
        if (isUnsupported)
        {
            Assert.All(faults, fault => Assert.EndsWith("not supported yet", fault, StringComparison.Ordinal));
        }

        Assert.True(faults.Count > 0 == (exitCode != 0 || isUnsupported), name);
    }
}
