using System.Text.RegularExpressions;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Architecture;

/// <summary>Budgets and names of the source files themselves.</summary>
public partial class SourceFileTests
{
    [Fact]
    public void File_OfTheProduct_StaysUnder500Lines()
    {
        var tooLong = Repository.SourceFiles("src").Where(file => File.ReadLines(file).Count() > 500);
        Assert.Empty(tooLong);
    }

    [Fact]
    public void Files_OfTheProduct_AreSmallAsARule()
    {
        var lines = Repository.SourceFiles("src").Where(file => !file.EndsWith(".css", StringComparison.Ordinal))
            .Select(file => File.ReadLines(file).Count()).Order().ToList();
        Assert.InRange(lines[lines.Count / 2], 1, 80);
        Assert.InRange(lines[(int)(lines.Count * 0.95)], 1, 300);
    }

    [Fact]
    public void File_OfTheProduct_HasANameThatSaysWhatItIs() =>
        Assert.DoesNotContain(Repository.SourceFiles("src").Select(Path.GetFileName), name => VagueName().IsMatch(name!));

    [GeneratedRegex(@"(Manager|Helpers?|Utils?|Utilities|Common|Misc|Impl|Processor)\.")]
    private static partial Regex VagueName();
}
