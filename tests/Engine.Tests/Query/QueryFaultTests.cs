using TapeDeck.Engine.Query;

namespace TapeDeck.Engine.Tests.Query;

public class QueryFaultTests
{
    [Theory]
    [InlineData("method:", 8, "value")]
    [InlineData("method:  ", 8, "value")]
    [InlineData("a (b", 5, ")")]
    [InlineData("a )", 3, "')'")]
    [InlineData("()", 2, "condition")]
    [InlineData("a or", 5, "text")]
    [InlineData("or a", 1, "'or'")]
    [InlineData("a or or b", 6, "'or'")]
    [InlineData("-", 2, "text")]
    [InlineData("nope:1", 1, "no field 'nope'")]
    [InlineData("a localhost:8080", 3, "in quotes")]
    [InlineData("=5", 1, "no field in front of '='")]
    [InlineData("a \"b", 3, "no end")]
    [InlineData("a \"b\"c", 6, "blank")]
    [InlineData("foo(bar)", 4, "blank")]
    [InlineData("path~^/(a|b)", 8, "quotes")]
    [InlineData("status==200", 8, "One '='")]
    [InlineData("status:6000", 8, "404, 5xx or none")]
    [InlineData("status>none", 8, "status:none")]
    [InlineData("status~5", 1, "compared with")]
    [InlineData("latency>250", 9, "unit")]
    [InlineData("latency:1ms..2", 9, "Both ends")]
    [InlineData("latency>1ms..2ms", 1, "range")]
    [InlineData("latency>99999999999h", 9, "unit")]
    [InlineData("size>12XB", 6, "size such as")]
    [InlineData("time>yesterday", 6, "moment such as")]
    [InlineData("time>2026-13-40", 6, "moment such as")]
    [InlineData("path>3", 1, "text")]
    [InlineData("path~[", 6, "regular expression")]
    [InlineData("path~\"/a)b\"", 9, "unexpected )")]
    [InlineData("a path~\"/[0-9]+(b\" c", 16, "missing closing )")]
    [InlineData("path~\"\\\"\\\\d\\q\"", 12, "invalid escape sequence")]
    [InlineData("path:a or path!~x**", 19, "invalid nested repetition")]
    [InlineData("path~\"(a{1000}){1000}\"", 6, "too large")]
    [InlineData("host=\"\"", 6, "-host=*")]
    [InlineData("\"\"", 1, "no text")]
    [InlineData("header.=x", 1, "no field 'header.'")]
    [InlineData("body=x", 1, "':'")]
    [InlineData("body.$=1", 1, "path within JSON")]
    [InlineData("body.$.a...b=1", 1, "path within JSON")]
    [InlineData("body.$..a..b=1", 1, "path within JSON")]
    [InlineData("body.$.a[x]=1", 1, "path within JSON")]
    [InlineData("body.$.a>x", 10, "numbers")]
    public void Text_ThatIsNoQuery_IsRefusedAtItsColumn(string text, int column, string says)
    {
        var fault = Parsed.FaultOf(text);
        Assert.Equal(column, fault.Column);
        Assert.Contains(says, fault.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_AtALimit_IsReadAndBeyondItRefused()
    {
        var deepest = new string('(', QueryLimits.Depth) + "a" + new string(')', QueryLimits.Depth);
        Parsed.Of(deepest);
        Assert.Contains("nested", Parsed.FaultOf($"({deepest})").Message, StringComparison.Ordinal);
        Parsed.Of(string.Join(" or ", Enumerable.Repeat("a", QueryLimits.Conditions)));
        Assert.Contains("conditions", Parsed.FaultOf(string.Join(" or ", Enumerable.Repeat("a", QueryLimits.Conditions + 1))).Message, StringComparison.Ordinal);
        Assert.Contains("conditions", Parsed.FaultOf($"host:({string.Join(' ', Enumerable.Repeat("a", QueryLimits.Conditions + 1))})").Message, StringComparison.Ordinal);
        Parsed.Of(string.Join(' ', Enumerable.Repeat("path~a", QueryLimits.Regexps)));
        Assert.Contains("expressions", Parsed.FaultOf(string.Join(' ', Enumerable.Repeat("path~a", QueryLimits.Regexps + 1))).Message, StringComparison.Ordinal);
        Parsed.Of(new string('a', QueryLimits.Characters));
        Assert.Equal(QueryLimits.Characters + 1, Parsed.FaultOf(new string('a', QueryLimits.Characters + 1)).Column);
    }

    [Theory]
    [InlineData("(((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((")]
    [InlineData("-")]
    [InlineData("not ")]
    [InlineData("(a or ")]
    [InlineData("\\")]
    [InlineData("a[")]
    [InlineData("body.$.a[")]
    public void Text_OfOneThingRepeated_IsReadInBoundedStackAndTime(string part) =>
        TrafficQuery.TryParse(string.Concat(Enumerable.Repeat(part, QueryLimits.Characters / part.Length)), default, out _, out _);
}
