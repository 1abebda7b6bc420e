using TapeDeck.Engine.Query;

namespace TapeDeck.Engine.Tests.Query;

public class QueryEditTests
{
    [Theory]
    [InlineData(null, "a=b", "a=b")]
    [InlineData("x", "host=a", "x host=a")]
    [InlineData("x or y", "host=a", "(x or y) host=a")]
    [InlineData("x host=a", "host=a", "x host=a")]
    [InlineData("x (", "host=a", "x (")]
    public void And_ACondition_IsAskedForToo(string? text, string condition, string expected) => Assert.Equal(expected, QueryEdit.And(text, condition));

    [Theory]
    [InlineData("", "POST", "method:POST")]
    [InlineData("method:GET", "POST", "method:POST")]
    [InlineData("a method:GET b", "POST", "a method:POST b")]
    [InlineData("a METHOD:GET b", null, "a b")]
    [InlineData("method:GET", null, "")]
    [InlineData("a or method:GET", "POST", "(a or method:GET) method:POST")]
    [InlineData("-method:GET", "POST", "-method:GET method:POST")]
    [InlineData("method:(GET or PUT)", "POST", "method:(GET or PUT) method:POST")]
    [InlineData("a", null, "a")]
    [InlineData("a", "x y\"", "a method:\"x y\\\"\"")]
    public void With_AValueOfAField_TakesThePlaceOfTheOneBefore(string text, string? value, string expected)
    {
        Assert.Equal(expected, QueryEdit.With(text, "method", value));
        Assert.Equal(value is null ? null : QueryEdit.ValueOf(expected, "method") ?? value, value);
    }

    [Theory]
    [InlineData("status:5xx", "5xx")]
    [InlineData("a status:5xx", "5xx")]
    [InlineData("a or status:5xx", null)]
    [InlineData("status>5xx", null)]
    [InlineData("status:(404 500)", null)]
    [InlineData("-status:5xx", null)]
    [InlineData("status:5xx status:404", null)]
    [InlineData("status:5xx (", null)]
    public void ValueOf_AField_IsThatOfTheWholeQuery(string text, string? value) => Assert.Equal(value, QueryEdit.ValueOf(text, "status"));

    [Theory]
    [InlineData("plain")]
    [InlineData("with blank")]
    [InlineData("a \"b\" c")]
    [InlineData("back\\slash\\")]
    [InlineData("\\\"")]
    [InlineData("é 😀 ")]
    [InlineData("-minus")]
    [InlineData("a*b")]
    [InlineData("1..2")]
    [InlineData("and")]
    [InlineData("(x)")]
    public void Quote_AnyValue_IsFoundAsItIs(string value)
    {
        var query = Parsed.Of($"header.x={QueryQuotes.Quote(value)}");
        var request = new Record { Kind = RecordKind.Request, Id = RecordId.From("1"), Timestamp = 0, Payload = System.Text.Encoding.UTF8.GetBytes($"GET / HTTP/1.1\r\nX: {value}\r\n\r\n") };
        var summary = TapeDeck.Engine.Http.ExchangeSummarizer.Summarize(0, request, null);
        Assert.Equal(value == value.Trim(), query.IsMatch(summary, request));
        Assert.False(query.IsMatch(summary, request with { Payload = System.Text.Encoding.UTF8.GetBytes($"GET / HTTP/1.1\r\nX: {value}x\r\n\r\n") }));
    }

    [Theory]
    [InlineData("", 0, null, "", 0, 0)]
    [InlineData("me", 2, "Field", "me", 0, 2)]
    [InlineData("a me b", 4, "Field", "me", 2, 2)]
    [InlineData("a -me", 5, "Field", "me", 3, 2)]
    [InlineData("method", 6, "Operator", "", 0, 6)]
    [InlineData("method:", 7, "Value", "", 7, 0)]
    [InlineData("x method:PO y", 11, "Value", "PO", 9, 2)]
    [InlineData("x method:\"P O\" y", 11, "Value", "P", 9, 5)]
    [InlineData("header.", 7, "Field", "header.", 0, 7)]
    [InlineData("body.$.a", 8, "Operator", "", 0, 8)]
    [InlineData("(method:GET or st", 17, "Field", "st", 15, 2)]
    [InlineData("\"method", 7, null, "", 0, 0)]
    public void Completion_AtTheCaret_IsWhatCouldStandThere(string text, int caret, string? kind, string typed, int start, int length)
    {
        var at = QueryCompletion.At(text, caret);
        Assert.Equal(kind, at?.Kind.ToString());
        Assert.Equal((typed, start, length), at is null ? ("", 0, 0) : (at.Typed, at.Start, at.Length));
    }
}
