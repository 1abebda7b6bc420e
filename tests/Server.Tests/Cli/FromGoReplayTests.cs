using System.Text.RegularExpressions;
using TapeDeck.Server.Cli.Options;
using TapeDeck.TestKit;

namespace TapeDeck.Server.Tests.Cli;

/// <summary>docs/from-goreplay.md names every option the program knows, and no other; the specification's options are all known.</summary>
public partial class FromGoReplayTests
{
    private static readonly string s_document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "from-goreplay.md"));

    /// <summary>Words of the text that look like options and stand for any.</summary>
    private static readonly string[] s_placeholders = ["name", "help"];

    [Fact]
    public void Table_HasEveryOptionOnce_InTheOrderOfTheHelp() =>
        Assert.Equal(OptionCatalog.All.Select(option => option.Name), Row().Matches(s_document[s_document.IndexOf("## Every option", StringComparison.Ordinal)..]).Select(match => match.Groups[1].Value));

    [Fact]
    public void Text_NamesNoOptionThatIsNotKnown() =>
        Assert.All(Named().Matches(s_document).Select(match => match.Groups[1].Value).Except(s_placeholders), name => Assert.NotNull(OptionCatalog.Find(name)));

    [Fact]
    public void Text_NamesEveryOtherNameOfAnOption() => Assert.All(
        OptionCatalog.All.SelectMany(option => option.Aliases).Where(alias => alias.StartsWith("--", StringComparison.Ordinal)),
        alias => Assert.Contains($"`{alias}`", s_document, StringComparison.Ordinal));

    [Fact]
    public void Specification_EveryOptionOfItsTables_IsKnown()
    {
        var specification = File.ReadAllLines(SharedData.Path("spec", "goreplay-behaviour.md")).SkipWhile(line => line != "### 2.2 Input options").TakeWhile(line => !line.StartsWith("## 3.", StringComparison.Ordinal));
        var names = specification.Where(line => line.StartsWith("| `--", StringComparison.Ordinal)).SelectMany(line => Named().Matches(line.Split('|')[1])).Select(match => match.Groups[1].Value).ToList();
        Assert.True(names.Count > 80);
        Assert.All(names, name => Assert.True(OptionCatalog.Find(name) is not null, name));
    }

    [GeneratedRegex(@"(?m)^\| `(--[a-z0-9-]+)` \|")]
    private static partial Regex Row();

    [GeneratedRegex("`--([a-z0-9-]+)")]
    private static partial Regex Named();
}
