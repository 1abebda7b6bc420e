using System.Text.RegularExpressions;
using TapeDeck.Engine.Query;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Query;

/// <summary>The page about the language says what is true.</summary>
public partial class QueryDocumentTests
{
    private static readonly string s_page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "query-language.md"));

    /// <summary>Rows of tables whose last column names samples: the last code before it is the example.</summary>
    public static TheoryData<string, int[]> Examples => [.. Example().Matches(s_page).Select(row => new TheoryDataRow<string, int[]>(
        row.Groups["query"].Value.Replace("\\|", "|", StringComparison.Ordinal), [.. row.Groups["finds"].Value.Split(' ').Where(word => word != "none").Select(int.Parse)]))];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_OfThePage_FindsWhatThePageSays(string text, int[] finds)
    {
        var query = Parsed.Of(text, QueryCorpus.Now);
        Assert.Equal(finds, QueryCorpus.Exchanges.Where(one => query.IsMatch(one.Summary, one.Request, one.Response)).Select(one => (int)one.Summary.Number));
    }

    [Fact]
    public void Page_HasEveryFieldLimitAndItsOwnBanner()
    {
        Assert.True(Examples.Count > 45);
        Assert.All(QueryField.All, field => Assert.Contains($"`{field.Name}", s_page, StringComparison.Ordinal));
        Assert.All(Enum.GetValues<QueryScopes>(), scope => Assert.All(QueryField.In(scope), field => Parsed.Of(field.Example, QueryCorpus.Now, scope)));
        Assert.All(new[] { QueryLimits.Characters, QueryLimits.Conditions, QueryLimits.Depth, QueryLimits.Regexps }, limit => Assert.Contains($"{limit:N0}", s_page, StringComparison.Ordinal));
        Parsed.Of(s_page.Split('\n').First(line => line.StartsWith("    ", StringComparison.Ordinal)).Trim());
    }

    [GeneratedRegex(@"^\|.*?`(?<query>[^`]+)`[^`]*?(\|[^|`]*)?\| *(?<finds>none|[0-7]( [0-7])*) *\|$", RegexOptions.Multiline)]
    private static partial Regex Example();
}
