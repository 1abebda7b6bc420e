using System.Text.RegularExpressions;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Architecture;

/// <summary>Budgets and names of the source files themselves.</summary>
public partial class SourceFileTests
{
    private const int Longest = 500;

    [Fact]
    public void File_OfTheProduct_StaysUnder500Lines() => Assert.DoesNotContain(Repository.SourceFiles("src"), file => IsTooLong(File.ReadLines(file)));

    [Fact]
    public void Files_OfTheProduct_AreSmallAsARule() => Assert.True(AreSmall(Repository.SourceFiles("src")
        .Where(file => !file.EndsWith(".css", StringComparison.Ordinal)).Select(file => File.ReadLines(file).Count())));

    [Fact]
    public void File_OfTheProduct_HasANameThatSaysWhatItIs() => Assert.DoesNotContain(Repository.SourceFiles("src"), IsVague);

    [Fact]
    public void Rules_PlantedViolations_AreFound()
    {
        Assert.True(IsTooLong(Enumerable.Repeat("", Longest + 1)));
        Assert.False(IsTooLong(Enumerable.Repeat("", Longest)));
        Assert.False(AreSmall(Enumerable.Repeat(81, 100)));
        Assert.False(AreSmall([.. Enumerable.Repeat(50, 90), .. Enumerable.Repeat(301, 10)]));
        Assert.True(AreSmall([.. Enumerable.Repeat(80, 96), .. Enumerable.Repeat(400, 4)]));
        Assert.All(new[] { "RunManager.cs", "StringUtils.cs", "Common.razor", "JsonHelper.cs" }, name => Assert.True(IsVague(name), name));
        Assert.All(new[] { "RunHost.cs", "Commons.cs", "Managers/Run.cs" }, name => Assert.False(IsVague(name), name));
    }

    private static bool IsTooLong(IEnumerable<string> lines) => lines.Count() > Longest;

    private static bool AreSmall(IEnumerable<int> counts) =>
        counts.Order().ToList() is var lines && lines[lines.Count / 2] <= 80 && lines[(int)(lines.Count * 0.95)] <= 300;

    private static bool IsVague(string path) => VagueName().IsMatch(Path.GetFileName(path));

    [GeneratedRegex(@"(Manager|Helpers?|Utils?|Utilities|Common|Misc|Impl|Processor)\.")]
    private static partial Regex VagueName();
}
