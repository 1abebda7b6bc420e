using System.Text;
using TapeDeck.Client.Bodies;

namespace TapeDeck.Client.Tests.Bodies;

public sealed class JsonLinesTests
{
    [Fact]
    public void Read_BigNumbers_AreNotRounded() =>
        Assert.Contains("\"total\": 12345678901234567890.10,", Text("""{"total":12345678901234567890.10,"exp":1.5e400}"""), StringComparison.Ordinal);

    [Fact]
    public void Read_DuplicateKeysInOddOrder_AreKeptAsSent() =>
        Assert.Equal("{|  \"b\": 1,|  \"a\": 2,|  \"b\": 3|}", Text("""{"b":1,"a":2,"b":3}"""));

    [Fact]
    public void Read_Escapes_AreNotRewritten() => Assert.Equal("\"a\\u00e9\\n\"", Text("""  "a\u00e9\n"  """));

    [Fact]
    public void Read_NestedAndEmpty_IsIndented() =>
        Assert.Equal("[|  {|    \"a\": [],|    \"b\": {}|  },|  null,|  [|    true|  ]|]", Text("""[{"a":[],"b":{}},null,[true]]"""));

    [Fact]
    public void Read_Container_KnowsWhereItClosesAndHowManyMembersItHas()
    {
        var lines = Read("""{"a":{"x":1,"y":2},"b":[1,2,3]}""").Lines;

        Assert.Equal((8, 2), (lines[0].Closes == lines.Count - 1 ? 8 : -1, lines[0].Members));
        Assert.Equal((4, 2), (lines[1].Closes, lines[1].Members));
        Assert.Equal(3, lines[5].Members);
    }

    [Fact]
    public void Read_Damaged_ShowsWhatCameBeforeAndSaysWhere()
    {
        var json = Read("{\"a\":1,\n\"b\":oops}");

        Assert.Equal("Not valid JSON at line 2, byte 5.", json.Damage);
        Assert.Contains(json.Lines, line => line.Pieces.Any(piece => piece.Text == "\"a\""));
    }

    [Fact]
    public void Read_OnlyTheBeginning_IsNoDamage()
    {
        var json = JsonLines.Read("{\"a\":[1,2,\"unfin"u8, isWhole: false, 100);

        Assert.Null(json.Damage);
        Assert.True(json.IsCut);
        Assert.Contains(json.Lines, line => line.Pieces.Any(piece => piece.Text == "2"));
    }

    [Fact]
    public void Read_MoreLinesThanWanted_Stops()
    {
        var json = JsonLines.Read(Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Range(0, 5000))}]"), isWhole: true, 100);

        Assert.True(json.IsCut);
        Assert.InRange(json.Lines.Count, 100, 101);
    }

    [Fact]
    public void Read_SeveralValues_AreLinesOfTheirOwn() => Assert.Equal("1|{}|2", Text("1 {} 2"));

    private static JsonLines Read(string json) => JsonLines.Read(Encoding.UTF8.GetBytes(json), isWhole: true, 10_000);

    private static string Text(string json) =>
        string.Join('|', Read(json).Lines.Select(line => new string(' ', line.Depth * 2) + string.Concat(line.Pieces.Select(piece => piece.Text))));
}
