using System.Text;
using TapeDeck.Client.Bodies;
using TapeDeck.Engine;
using Record = TapeDeck.Engine.Record;

namespace TapeDeck.Client.Tests.Bodies;

public sealed class MessageComparisonTests
{
    [Fact]
    public void Of_Headers_AreMatchedByName_AndOrderAndIgnoredOnesAreTold()
    {
        var headers = Compare("HTTP/1.1 200 OK\r\nA: 1\r\nDate: Mon\r\nB: 2\r\nGone: x\r\n\r\n", "HTTP/1.1 200 OK\r\nb: 2\r\nA: 9\r\nDate: Tue\r\nNew: y\r\n\r\n")[1];

        Assert.Equal(
            [(ComparedSide.Changed, true), (ComparedSide.Changed, false), (ComparedSide.Changed, true), (ComparedSide.LeftOnly, true), (ComparedSide.RightOnly, true)],
            headers.Lines.Select(line => (line.Side, line.IsDifference)));
        Assert.Equal(("A: 1", "A: 9"), (headers.Lines[0].Left, headers.Lines[0].Right));
        Assert.Equal("The order on the wire differs.", headers.Note);
    }

    [Fact]
    public void Of_EqualMessages_HasNoDifference() =>
        Assert.DoesNotContain(Compare(Json("""{"a":[1,2],"b":12345678901234567890}"""), Json("""{"a":[1,2],"b":12345678901234567890}""")).SelectMany(part => part.Lines), line => line.IsDifference);

    [Fact]
    public void Of_JsonBodies_ComparesTheirValuesLineByLine()
    {
        var body = Compare(Json("""{"a":1,"b":[1,2],"c":3}"""), Json("""{ "a" : 1, "b" : [1, 2, 5], "c" : 4 }"""))[2];

        Assert.Equal(
            [("    2", "    2,"), (null, "    5"), ("  \"c\": 3", "  \"c\": 4")],
            body.Lines.Where(line => line.IsDifference).Select(line => (line.Left, line.Right)));
        Assert.Equal("  \"a\": 1,", body.Lines[1].Left);
    }

    [Fact]
    public void Of_ARequestAndNone_IsAllOnOneSide()
    {
        var parts = MessageComparison.Of(Message("GET / HTTP/1.1\r\nA: 1\r\n\r\n"), null);
        Assert.All(parts.SelectMany(part => part.Lines), line => Assert.Equal(ComparedSide.LeftOnly, line.Side));
    }

    [Fact]
    public void Of_BinaryBodies_ComparesTheirDigests()
    {
        var body = Compare("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n\0\u0001", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n\0\u0002")[2];
        Assert.StartsWith("Binary, 2 bytes, SHA-256 ", Assert.Single(body.Lines).Right, StringComparison.Ordinal);
        Assert.True(body.Lines[0].IsDifference);
    }

    [Fact]
    public void Of_LinesThatDiffer_MarksTheirWords()
    {
        var parts = Compare("HTTP/1.1 200 OK\r\nServer: nginx/1.25\r\n\r\n", "HTTP/1.1 404 Not Found\r\nServer: nginx/1.26\r\n\r\n");

        Assert.Equal(["HTTP/1.1 ", "[404 Not Found]"], Shown(parts[0]));
        Assert.Equal(["Server: nginx/1.", "[26]"], Shown(parts[1]));

        static IEnumerable<string> Shown(ComparedPart part) => part.Lines[0].Marks!.Right.Select(run => run.IsChanged ? $"[{run.Text}]" : run.Text);
    }

    /// <summary>What differs in the ends of lines alone is no less a difference.</summary>
    [Fact]
    public void Of_TextsWithOtherEndsOfLines_AreDifferent()
    {
        var body = Compare("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\na\r\nb", "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\na\nb")[2];
        Assert.Equal(("a␍", "a"), (body.Lines[0].Left, body.Lines[0].Right));
    }

    private static string Json(string body) => $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}";

    private static IReadOnlyList<ComparedPart> Compare(string left, string right) => MessageComparison.Of(Message(left), Message(right));

    private static WireMessage Message(string text)
    {
        var isRequest = !text.StartsWith("HTTP/", StringComparison.Ordinal);
        var record = new Record { Kind = isRequest ? RecordKind.Request : RecordKind.Response, Id = RecordId.From("1"), Timestamp = 1, Payload = Encoding.Latin1.GetBytes(text) };
        return isRequest ? WireMessage.Request(record) : WireMessage.Response(record);
    }
}
