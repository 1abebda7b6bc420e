using System.Reflection;
using System.Text.RegularExpressions;

namespace TapeDeck.Acceptance.Tests;

/// <summary>That no row of the acceptance table (spec §13) is forgotten: the name of a test says which rows it checks, as in <c>Check008And009_…</c>.</summary>
public sealed partial class AcceptanceTableTests
{
    /// <summary>The REST API, which tests/Server.Tests checks.</summary>
    private const int RestApi = 121;

    [Fact]
    public void Table_EveryRow_HasATestNamedAfterIt()
    {
        var tests = Assembly.GetExecutingAssembly().GetTypes().SelectMany(type => type.GetMethods())
            .Where(method => method.GetCustomAttributes<FactAttribute>().Any()).Select(method => method.Name);
        Assert.Empty(Enumerable.Range(1, 122).Except([RestApi]).Except(tests.SelectMany(RowsOf)));
    }

    [Theory]
    [InlineData("Check008And009_SeveralFiles_AreMerged", 8, 9)]
    [InlineData("Check122_DeadTarget_LeavesMemoryBounded", 122)]
    [InlineData("Check92_TooFewDigits_IsNone")]
    [InlineData("Check092To102_Range_IsNone")]
    [InlineData("InputRaw_ToStdout_PrintsTheRequest")]
    public void RowsOf_NameOfATest_AreTheNumbersItCarries(string name, params int[] rows) => Assert.Equal(rows, RowsOf(name));

    private static IEnumerable<int> RowsOf(string test) => Numbers().Match(test).Groups[1].Captures.Select(number => int.Parse(number.Value));

    [GeneratedRegex(@"^Check(?:(\d{3})(?:And(?=\d{3})|(?=_)))+_")]
    private static partial Regex Numbers();
}
