using System.IO.Compression;
using System.Text;
using TapeDeck.Client.Bodies;
using TapeDeck.Client.Tests.Fakes;
using TapeDeck.Engine;
using Record = TapeDeck.Engine.Record;

namespace TapeDeck.Client.Tests.Bodies;

public sealed class BodyContentTests
{
    [Theory]
    [InlineData("application/json", "{}", BodyKind.Json)]
    [InlineData("application/problem+json; charset=utf-8", "{}", BodyKind.Json)]
    [InlineData("", "[1]", BodyKind.Json)]
    [InlineData("text/html", "<script>alert(1)</script>", BodyKind.Text)]
    [InlineData("image/svg+xml", "<svg onload=alert(1)>", BodyKind.Text)]
    [InlineData("image/png", "<script>alert(1)</script>", BodyKind.Text)]
    [InlineData("application/x-www-form-urlencoded", "a=1", BodyKind.Form)]
    [InlineData("application/octet-stream", "\0\u0001\u0002", BodyKind.Binary)]
    [InlineData("text/plain", "", BodyKind.None)]
    public void Kind_OfTypeAndBytes_IsSafe(string type, string body, BodyKind kind) => Assert.Equal(kind, Body(type, Encoding.UTF8.GetBytes(body)).Kind);

    [Fact]
    public void ImageAddress_OfARasterImage_NeedsNoRequest()
    {
        var body = Body("image/png", SampleTraffic.Png);

        Assert.Equal(BodyKind.Image, body.Kind);
        Assert.StartsWith("data:image/png;base64,iVBOR", body.ImageAddress(), StringComparison.Ordinal);
    }

    [Fact]
    public void Kind_OfAHugeImage_IsBinary() => Assert.Equal(BodyKind.Binary, Body("image/png", [.. SampleTraffic.Png, .. new byte[2 << 20]]).Kind);

    [Fact]
    public void Of_GzippedAndChunked_IsPlain()
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write("{\"a\":1}"u8);
        }

        var packed = buffer.ToArray();
        byte[] chunked = [.. Encoding.ASCII.GetBytes($"{packed.Length:x}\r\n"), .. packed, .. "\r\n0\r\n\r\n"u8];
        var message = Message($"Content-Type: application/json\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", chunked);

        Assert.Equal("{\"a\":1}", message.Body.Text(100));
        Assert.Equal("gzip, chunked", message.Coding);
        Assert.Null(message.Body.Note);
    }

    [Fact]
    public void Of_GzipDamagedInside_ShowsWhatIsBeforeAndSaysSo()
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes($"[\"é\",{string.Join(',', Enumerable.Range(0, 500).Select(i => i * 7919))}]"));
        }

        var packed = buffer.ToArray();
        packed.AsSpan(packed.Length / 2, 60).Fill(0xFF);
        var body = Message("Content-Type: application/json\r\nContent-Encoding: gzip\r\n", packed).Body;

        Assert.Equal(BodyKind.Json, body.Kind);
        Assert.StartsWith("[\"é\",0,7919,15838,", body.Text(100), StringComparison.Ordinal);
        Assert.Equal($"The gzip data is damaged or ends too soon: only the first {body.Bytes.Length} bytes could be decoded.", body.Note);
    }

    [Fact]
    public void Of_DamagedGzip_SaysSo() => Assert.NotNull(Message("Content-Encoding: gzip\r\n", [0x1f, 0x8b, 8, 0, 0]).Body.Note);

    [Fact]
    public void Text_InLatin1_IsReadAsNamed() => Assert.Equal("é", Body("text/plain; charset=ISO-8859-1", [0xE9]).Text(10));

    [Fact]
    public void Text_CutInsideACharacter_HasNoHalfCharacter() => Assert.Equal("a", Body("text/plain", "aé"u8.ToArray()).Text(2));

    [Fact]
    public void Headers_InWireOrder_KeepNamesAndDuplicates()
    {
        var message = Message("set-cookie: a=1\r\nServer: nginx\r\nSet-Cookie: b=2\r\n", []);

        Assert.Equal([("set-cookie", "a=1"), ("Server", "nginx"), ("Set-Cookie", "b=2")], message.Headers);
        Assert.Equal("HTTP/1.1 200 OK", message.StartLine);
    }

    [Fact]
    public void FormFields_PercentAndPlus_AreDecodedInOrder() =>
        Assert.Equal([("q", "a b&c"), ("emoji", "🏃é"), ("bad", "%zz"), ("flag", "")], FormFields.Read("q=a+b%26c&emoji=🏃%C3%A9&bad=%zz&flag"));

    [Fact]
    public void HexDump_OfBytes_ShowsOffsetHexAndText() =>
        Assert.Equal(
            "0000  47 45 54 20 2f 00 ff 31 32 33 34 35 36 37 38 39  GET /··123456789\n0010  61                                               a\n",
            HexDump.Of([.. "GET /"u8, 0, 0xFF, .. "123456789a"u8]));

    private static BodyContent Body(string type, byte[] body) => Message(type.Length == 0 ? "" : $"Content-Type: {type}\r\n", body).Body;

    private static WireMessage Message(string headers, byte[] body) => WireMessage.Response(new Record
    {
        Kind = RecordKind.Response,
        Id = RecordId.From("a"),
        Timestamp = 1,
        Payload = (byte[])[.. Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\n{headers}\r\n"), .. body],
    });
}
