using System.Text;
using CsCheck;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Replay;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Replay;

public class RequestWriterTests
{
    [Theory]
    [InlineData("/a%zz")]
    [InlineData("/a|b")]
    [InlineData("//x")]
    [InlineData("/%2F")]
    [InlineData("/a b c")]
    [InlineData("/?q=http://other/")]
    [InlineData("*")]
    [InlineData("no-slash")]
    public void Write_OddTarget_IsSentUnchanged(string target) =>
        Assert.Equal($"GET {target} HTTP/1.1\r\nHost: t\r\n\r\n", Written($"GET {target} HTTP/1.1\r\nHost: a\r\n\r\n"));

    [Theory]
    [InlineData("GET /a?x=1", "GET /base/a?x=1")]
    [InlineData("GET /", "GET /base/")]
    [InlineData("GET //x", "GET /base//x")]
    [InlineData("OPTIONS *", "OPTIONS *")]
    [InlineData("GET http://old.example:81/a?b", "GET /base/a?b")]
    [InlineData("GET http://old.example?b", "GET /base/?b")]
    [InlineData("GET http://old.example", "GET /base/")]
    public void Write_TargetWithPath_GoesInFront(string line, string sent) =>
        Assert.Equal($"{sent} HTTP/1.1\r\nHost: t\r\n\r\n", Written($"{line} HTTP/1.1\r\nHost: a\r\n\r\n", "http://t/base/"));

    [Theory]
    [InlineData("GET http://old.example:81/a?b#c HTTP/1.0", "GET /a?b#c HTTP/1.0")]
    [InlineData("GET https://old.example HTTP/1.1", "GET / HTTP/1.1")]
    [InlineData("OPTIONS http://old.example HTTP/1.1", "OPTIONS * HTTP/1.1")]
    public void Write_AbsoluteForm_BecomesOriginForm(string line, string sent) => Assert.Equal($"{sent}\r\n\r\n", Written($"{line}\r\n\r\n"));

    [Theory]
    [InlineData("Host: old", "Host: t:81")]
    [InlineData("hOST:old", "hOST: t:81")]
    [InlineData("Host:", "Host: t:81")]
    [InlineData("Host: old\r\n folded", "Host: t:81")]
    [InlineData("X-Host: old", "X-Host: old")]
    public void Write_Host_IsTheTargets(string header, string sent) =>
        Assert.Equal($"GET / HTTP/1.1\r\nA: 1\r\n{sent}\r\nB: 2\r\n\r\n", Written($"GET / HTTP/1.1\r\nA: 1\r\n{header}\r\nB: 2\r\n\r\n", "t:81"));

    [Fact]
    public void Write_OriginalHost_IsKept() =>
        Assert.Equal("GET / HTTP/1.1\r\nhost:  old\r\n\r\n", Written("GET / HTTP/1.1\r\nhost:  old\r\n\r\n", keepsHost: true));

    [Fact]
    public void Write_HeadersOfAnyKind_KeepCaseOrderDuplicatesAndSpace()
    {
        var request = "GET / HTTP/1.1\r\nx-lower: 1\r\nCookie: a=1\r\nX-B:2\r\nCOOKIE:  b=2 \r\nNo colon here\r\nx-lower: \xE9\r\nX-Fold: a\r\n\tb\r\n\r\n";
        Assert.Equal(request, Written(request));
    }

    [Theory]
    [InlineData("Connection: close\r\n")]
    [InlineData("Connection: keep-alive\r\nKeep-Alive: timeout=5\r\n")]
    [InlineData("proxy-connection: Keep-Alive\r\n")]
    [InlineData("Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n")]
    [InlineData("TE: trailers\r\nConnection: TE, x-only-here\r\nX-Only-Here: 1\r\n")]
    public void Write_HeadersOfTheRecordedConnection_AreLeftOut(string headers) =>
        Assert.Equal("GET / HTTP/1.1\r\nA: 1\r\nB: 2\r\n\r\n", Written($"GET / HTTP/1.1\r\nA: 1\r\n{headers}B: 2\r\n\r\n"));

    [Fact]
    public void Write_ConnectionNamesTheFraming_TheFramingStays()
    {
        var sent = Written("POST / HTTP/1.1\r\nHost: a\r\nConnection: content-length, host\r\nContent-Length: 2\r\n\r\nhi");
        Assert.Equal("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\n\r\nhi", sent);
    }

    [Fact]
    public void Write_TargetWithUser_ReplacesEveryAuthorization()
    {
        var sent = Written("GET / HTTP/1.1\r\nauthorization: Bearer x\r\nA: 1\r\nAuthorization: Bearer y\r\n\r\n", "http://u:p@t");
        Assert.Equal("GET / HTTP/1.1\r\nauthorization: Basic dTpw\r\nA: 1\r\n\r\n", sent);
        Assert.Equal("GET / HTTP/1.1\r\nA: 1\r\nAuthorization: Basic dTpw\r\n\r\n", Written("GET / HTTP/1.1\r\nA: 1\r\n\r\n", "http://u:p@t"));
    }

    [Theory]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcdef", "POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc")]
    [InlineData("GET / HTTP/1.1\r\n\r\nextra", "GET / HTTP/1.1\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\nA: 1\n\n", "GET / HTTP/1.1\nA: 1\n\n")]
    public void Write_MoreThanTheMessage_IsCut(string recorded, string sent) => Assert.Equal(sent, Written(recorded));

    [Fact]
    public void Write_ChunkedBody_IsSentAsItIs()
    {
        var request = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n4;x=y\r\nwiki\r\n0\r\nTrailer: 1\r\n\r\n";
        Assert.Equal(request, Written(request));
    }

    [Theory]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nab", LedgerReason.Incomplete)]
    [InlineData("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nwiki\r\n", LedgerReason.Incomplete)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n", LedgerReason.Incomplete)]
    [InlineData("CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n", LedgerReason.NotApplicable)]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", LedgerReason.Unparsable)]
    [InlineData("\x16\x03\x01 hello", LedgerReason.Unparsable)]
    [InlineData("GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n", LedgerReason.Unparsable)]
    public void Write_NothingToSend_SaysWhy(string recorded, LedgerReason reason) =>
        Assert.Equal(reason, New("t").Write(Encoding.Latin1.GetBytes(recorded)));

    [Fact]
    public void Write_LongBody_IsNotCopied()
    {
        var payload = Encoding.Latin1.GetBytes($"PUT / HTTP/1.1\r\nContent-Length: 100000\r\n\r\n{new string('x', 100_000)}");
        var writer = New("t");
        Assert.Null(writer.Write(payload));
        Assert.True(writer.Body.Span == payload.AsSpan()[^100_000..]);
        Assert.Null(writer.Write("GET / HTTP/1.1\r\n\r\n"u8.ToArray()));
        Assert.True(writer.Body.IsEmpty);
    }

    [Fact]
    public void Write_EveryRecordedOddRequest_DiffersOnlyInWhatTheRulesName()
    {
        var files = Directory.GetFiles(SharedData.Path("golden", "capture"), "*.gor", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        var writer = New("t", keepsHost: true);
        var exact = 0;
        foreach (var payload in files.SelectMany(Payloads))
        {
            if (writer.Write(payload) is null && !HasConnectionHeader(payload) && !IsAbsolute(payload))
            {
                Assert.Equal(payload, (byte[])[.. writer.Head.Span, .. writer.Body.Span]);
                exact++;
            }
        }

        Assert.True(exact > 20, $"only {exact} requests were compared");
    }

    [Fact]
    public void Write_AnyBytes_NeverThrows() =>
        Gen.Byte.Array[0, 80].Sample(tail =>
        {
            var writer = New("http://u:p@t/base");
            writer.Write(tail);
            writer.Write((byte[])[.. "GET / HTTP/1.1\r\n"u8, .. tail, .. "\r\n\r\n"u8]);
            writer.Write((byte[])[.. "GET "u8, .. tail, .. " HTTP/1.1\r\nHost: a\r\n\r\n"u8]);
        });

    private static IEnumerable<byte[]> Payloads(string file)
    {
        var rest = File.ReadAllBytes(file);
        var separator = "\n🐵🙈🙉\n"u8.ToArray();
        while (rest.AsSpan().IndexOf(separator) is var end and >= 0)
        {
            var record = rest[..end];
            rest = rest[(end + separator.Length)..];
            if (record[0] == '1')
            {
                yield return record[(record.AsSpan().IndexOf((byte)'\n') + 1)..];
            }
        }
    }

    private static bool HasConnectionHeader(byte[] payload) =>
        System.Text.RegularExpressions.Regex.IsMatch(Encoding.Latin1.GetString(payload), @"(?im)^(connection|proxy-connection|keep-alive|te|upgrade)\s*:");

    private static bool IsAbsolute(byte[] payload) => Encoding.Latin1.GetString(payload).Split('\n')[0].Contains("://", StringComparison.Ordinal);

    private static RequestWriter New(string url, bool keepsHost = false) =>
        ReplayTarget.TryParse(url, out var target, out _) ? new RequestWriter(new ReplayRoute(target, null), keepsHost) : throw new FormatException(url);

    private static string Written(string recorded, string url = "t", bool keepsHost = false)
    {
        var writer = New(url, keepsHost);
        Assert.Null(writer.Write(Encoding.Latin1.GetBytes(recorded)));
        return Encoding.Latin1.GetString(writer.Head.Span) + Encoding.Latin1.GetString(writer.Body.Span);
    }
}
