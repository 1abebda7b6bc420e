using System.Text;
using TapeDeck.Engine.Http;

namespace TapeDeck.Engine.Tests.Http;

public sealed class MessageViewTests
{
    [Theory]
    [InlineData("GET /a?b=1 HTTP/1.1\r\nhost: h:80\r\n\r\n", "GET", "/a?b=1", "HTTP/1.1", "h:80")]
    [InlineData("PURGE /a b HTTP/1.0\nHOST:\t h \n\n", "PURGE", "/a b", "HTTP/1.0", "h")]
    [InlineData("GET http://u.test:81/x HTTP/1.1\r\nHost: other\r\n\r\n", "GET", "http://u.test:81/x", "HTTP/1.1", "u.test:81")]
    [InlineData("GET /?u=http://x HTTP/1.1\r\nHost: other\r\n\r\n", "GET", "/?u=http://x", "HTTP/1.1", "other")]
    [InlineData("CONNECT h:443 HTTP/1.1\r\n\r\n", "CONNECT", "h:443", "HTTP/1.1", "h:443")]
    [InlineData("OPTIONS * HTTP/1.1\r\n\r\n", "OPTIONS", "*", "HTTP/1.1", "")]
    [InlineData("GET /", "GET", "/", "", "")]
    [InlineData("GET", "GET", "", "", "")]
    [InlineData("GET HTTP/1.1", "GET", "", "HTTP/1.1", "")]
    [InlineData("", "", "", "", "")]
    public void Request_Parts_AsSent(string payload, string method, string target, string version, string host)
    {
        var view = new HttpRequestView(Bytes(payload));

        Assert.Equal(method, Text(view.Method));
        Assert.Equal(target, Text(view.Target));
        Assert.Equal(version, Text(view.Version));
        Assert.Equal(host, Text(view.Host));
    }

    [Theory]
    [InlineData("HTTP/1.1 404 Not Found\r\n\r\n", "HTTP/1.1", 404, "Not Found")]
    [InlineData("HTTP/1.0 200\r\n\r\n", "HTTP/1.0", 200, "")]
    [InlineData("HTTP/1.1 499  X\n\n", "HTTP/1.1", 499, " X")]
    [InlineData("HTTP/1.1 abc\r\n\r\n", "HTTP/1.1", 0, "")]
    [InlineData("HTTP/1.1 12345 X\r\n\r\n", "HTTP/1.1", 0, "X")]
    [InlineData("", "", 0, "")]
    public void Response_Parts_AsSent(string payload, string version, int status, string reason)
    {
        var view = new HttpResponseView(Bytes(payload));

        Assert.Equal(version, Text(view.Version));
        Assert.Equal(status, view.Status);
        Assert.Equal(reason, Text(view.Reason));
    }

    [Fact]
    public void Headers_Walked_InWireOrderUpToTheBlankLine()
    {
        var view = new HttpRequestView(Bytes("GET / HTTP/1.1\r\nB: 1\r\na:2\r\nno colon\r\nB :\t3 \r\nFold: x\r\n  y\r\nEmpty:\r\n\r\nIn-Body: 4\r\n"));
        var seen = new List<string>();
        foreach (var header in view.Headers)
        {
            seen.Add($"{Text(header.Name)}={Text(header.Value)}");
        }

        Assert.Equal(["B=1", "a=2", "B=3", "Fold=x\r\n  y", "Empty="], seen);
        Assert.Equal("1", Text(view.Headers["b"u8]));
        Assert.Equal("1, 3", view.Headers.Join("b"u8));
        Assert.False(view.Headers.TryFind("In-Body"u8, out _));
        Assert.True(view.Headers.TryFind("EMPTY"u8, out _));
    }

    [Theory]
    [InlineData("POST / HTTP/1.1\r\nA: b\r\n\r\n\r\nbody\r\n\r\n", "\r\nbody\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\nA: b\n\nbody", "body")]
    [InlineData("POST / HTTP/1.1\r\n\r\nbody", "body")]
    [InlineData("POST / HTTP/1.1\r\nA: b\r\n", "")]
    [InlineData("", "")]
    public void Body_IsWhatFollowsTheFirstBlankLine(string payload, string body)
    {
        var view = new HttpRequestView(Bytes(payload));

        Assert.Equal(body, Text(view.Body.Span));
        Assert.Equal(payload, Text(view.Head.Span) + body);
    }

    [Fact]
    public void Summarize_Pair_TakesEveryPart()
    {
        var request = Make(RecordKind.Request, 1000, "GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
        var response = Make(RecordKind.Response, 1500, "HTTP/1.1 201 Created\r\nContent-Type: text/html; charset=utf-8\r\n\r\nx");
        var summary = ExchangeSummarizer.Summarize(7, request, response);

        Assert.Equal(
            new ExchangeSummary
            {
                Number = 7,
                Id = "id",
                Timestamp = 1000,
                Method = "GET",
                Target = "/a",
                Host = "h",
                Status = 201,
                RequestBytes = request.Payload.Length,
                ResponseBytes = response.Payload.Length,
                Latency = 500,
                ContentType = "text/html",
            },
            summary);
    }

    [Fact]
    public void Summarize_OneSideOnly_LeavesTheOtherEmpty()
    {
        var request = Make(RecordKind.Request, 1000, "GET /a HTTP/1.1\r\n\r\n");
        var replayed = Make(RecordKind.ReplayedResponse, 9000, "HTTP/1.1 200 OK\r\n\r\n") with { Latency = 33 };

        Assert.Equal(-1, ExchangeSummarizer.Summarize(0, request, null).Latency);
        Assert.Equal("", ExchangeSummarizer.Summarize(0, null, replayed).Method);
        Assert.Equal(33, ExchangeSummarizer.Summarize(0, request, replayed).Latency);
        Assert.Throws<ArgumentNullException>(() => ExchangeSummarizer.Summarize(0, null, null));
    }

    private static Record Make(RecordKind kind, long timestamp, string payload) =>
        new() { Kind = kind, Id = RecordId.From("id"), Timestamp = timestamp, Payload = Bytes(payload) };

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);
}
