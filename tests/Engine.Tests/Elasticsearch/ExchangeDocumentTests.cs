using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using TapeDeck.Engine.Elasticsearch;
using TapeDeck.Engine.Replay;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Elasticsearch;

/// <summary>The document's fields (spec §5.7, the table).</summary>
public class ExchangeDocumentTests
{
    private const string Request =
        "GET /a%zz?b=1 HTTP/1.1\r\nHost: h\r\nuser-agent: curl/8\r\nAccept-Language: de\r\nAccept: */*\r\nAccept-Encoding: gzip\r\nIf-Modified-Since: x\r\n"
        + "Connection: close\r\nCookie: a=1\r\nCookie: b=2\r\n\r\n";

    private const string Response =
        "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\nContent-Type: text/html\r\nTransfer-Encoding: identity\r\nContent-Encoding: br\r\nExpires: never\r\n"
        + "Cache-Control: private\r\nVary: Accept\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n\r\nhi";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero).AddTicks(1234567));

    [Fact]
    public void Write_ExchangeWithEveryHeader_HasExactlyTheFieldsOfTheTable() // spec §13 check 90
    {
        var lines = Write(Request, Response, 404);
        Assert.Equal("""{"index":{"_index":"gor"}}""", lines[0]);
        Assert.Equal(
            """
            {"Req_URL":"/a%zz?b=1","Req_Method":"GET","Req_User-Agent":"curl/8","Req_Accept-Language":"de","Req_Accept":"*/*","Req_Accept-Encoding":"gzip",
            "Req_If-Modified-Since":"x","Req_Connection":"close","Req_Cookies":"a=1","Resp_Status":"404","Resp_Status-Code":"404","Resp_Proto":"HTTP/1.1",
            "Resp_Content-Length":"2","Resp_Content-Type":"text/html","Resp_Transfer-Encoding":"identity","Resp_Content-Encoding":"br","Resp_Expires":"never",
            "Resp_Cache-Control":"private","Resp_Vary":"Accept","Resp_Set-Cookie":"a=1","RTT":12,"Timestamp":"2026-03-04T05:06:07.123456700Z"}
            """.ReplaceLineEndings(""),
            lines[1]);
        Assert.Equal(("", 3), (lines[2], lines.Length));
    }

    [Fact]
    public void Write_ExchangeWithoutHeaders_LeavesOutWhatIsEmpty()
    {
        using var document = JsonDocument.Parse(Write("GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n", 200)[1]);
        Assert.Equal(
            ["Req_URL", "Req_Method", "Req_User-Agent", "Resp_Status", "Resp_Status-Code", "Resp_Proto", "RTT", "Timestamp"],
            document.RootElement.EnumerateObject().Select(field => field.Name));
        Assert.Equal("", document.RootElement.GetProperty("Req_User-Agent").GetString());
    }

    [Theory]
    [InlineData("/caf\u00C3\u00A9", "/café")]
    [InlineData("/caf\u00E9", "/café")]
    [InlineData("/\"quoted\"\\", "/\"quoted\"\\")]
    public void Write_TargetOfAnyBytes_IsText(string target, string text)
    {
        using var document = JsonDocument.Parse(Write($"GET {target} HTTP/1.1\r\n\r\n", Response, 404)[1]);
        Assert.Equal(text, document.RootElement.GetProperty("Req_URL").GetString());
    }

    private string[] Write(string request, string response, int status)
    {
        var result = new ReplayResult
        {
            Number = 0,
            Request = Records.Request(0) with { Payload = Encoding.Latin1.GetBytes(request) },
            Response = Records.Response(0) with { Payload = Encoding.Latin1.GetBytes(response) },
            Status = status,
            Sent = 0,
            Ended = (long)(_time.TimestampFrequency * 0.0129),
        };
        return Encoding.UTF8.GetString(ExchangeDocument.Write(result, "gor", _time)).Split('\n');
    }
}
