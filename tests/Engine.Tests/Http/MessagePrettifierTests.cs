using System.IO.Compression;
using System.Text;
using CsCheck;
using TapeDeck.Engine.Http;

namespace TapeDeck.Engine.Tests.Http;

/// <summary>Spec §11.2.</summary>
public class MessagePrettifierTests
{
    [Theory]
    [InlineData("Transfer-Encoding: chunked", true, false, "Content-Length: 5")]
    [InlineData("transfer-encoding:CHUNKED", true, false, "Content-Length: 5")]
    [InlineData("Content-Encoding: gzip", false, true, "Content-Length: 5")]
    [InlineData("Content-Encoding: GZip\r\nTransfer-Encoding: Chunked", true, true, "Content-Length: 5")]
    [InlineData("content-encoding: x-gzip\r\nX-Kept: 1\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum", true, true, "Content-Length: 5\r\nX-Kept: 1")]
    [InlineData("Content-Length: 25\r\nX-Kept: 1\r\nContent-Encoding: gzip", false, true, "Content-Length: 5\r\nX-Kept: 1")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Encoding: br", true, false, "Content-Length: 5\r\nContent-Encoding: br")]
    public void Prettify_CodedBody_BecomesPlain(string fields, bool isChunked, bool isZipped, string expected)
    {
        foreach (var start in new[] { "HTTP/1.1 200 OK", "POST /x HTTP/1.1" })
        {
            var payload = Message($"{start}\r\nA: 1\r\n{fields}\r\nZ: 2\r\n\r\n", Code("hello"u8, isChunked, isZipped));
            Assert.True(MessagePrettifier.TryPrettify(payload, out var pretty));
            Assert.Equal($"{start}\r\nA: 1\r\n{expected}\r\nZ: 2\r\n\r\nhello", Encoding.Latin1.GetString(pretty.Span));
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 2\r\n\r\nok")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: gzip, br\r\n\r\nok")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nno")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 200\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked")]
    [InlineData("no http\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("")]
    public void Prettify_NothingToTakeOff_LeavesTheMessage(string payload) =>
        Assert.False(MessagePrettifier.TryPrettify(Encoding.Latin1.GetBytes(payload), out _));

    [Fact]
    public void Prettify_DamagedGzipInChunks_TakesOffTheChunksOnly()
    {
        var payload = Message("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n", Code("garbage"u8, isChunked: true, isZipped: false));
        Assert.True(MessagePrettifier.TryPrettify(payload, out var pretty));
        Assert.Equal("HTTP/1.1 200 OK\r\nContent-Length: 7\r\nContent-Encoding: gzip\r\n\r\ngarbage", Encoding.Latin1.GetString(pretty.Span));
    }

    /// <summary>Of an empty body the compressor makes nothing at all, so that there is nothing to take off.</summary>
    [Fact]
    public void Prettify_AnyBody_IsTheBodyAndItsLength() =>
        Gen.Select(Gen.Byte.Array[0, 3000], Gen.Bool, Gen.Bool).Where((body, chunked, zipped) => zipped ? body.Length > 0 : chunked).Sample((body, chunked, zipped) =>
        {
            var fields = (chunked ? "Transfer-Encoding: chunked\r\n" : "") + (zipped ? "Content-Encoding: gzip\r\n" : "");
            Assert.True(MessagePrettifier.TryPrettify(Message($"HTTP/1.1 200 OK\r\n{fields}\r\n", Code(body, chunked, zipped)), out var pretty));
            Assert.Equal(Message($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n", body), pretty.ToArray());
        });

    [Fact]
    public void Prettify_AnyBytes_NeverThrows() =>
        Gen.Byte.Array[0, 80].Sample(bytes =>
        {
            MessagePrettifier.TryPrettify(Message("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n", bytes), out _);
            MessagePrettifier.TryPrettify(Message("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", bytes), out _);
            MessagePrettifier.TryPrettify(bytes, out _);
        });

    private static byte[] Message(string head, byte[] body) => [.. Encoding.Latin1.GetBytes(head), .. body];

    private static byte[] Code(ReadOnlySpan<byte> body, bool isChunked, bool isZipped)
    {
        var coded = body.ToArray();
        if (isZipped)
        {
            using var zipped = new MemoryStream();
            using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
            {
                gzip.Write(coded);
            }

            coded = zipped.ToArray();
        }

        return !isChunked ? coded :
        [
            .. coded.Chunk(3).SelectMany(chunk => (byte[])[.. Encoding.ASCII.GetBytes($"{chunk.Length:x};ext=1\r\n"), .. chunk, .. "\r\n"u8]),
            .. "0\r\nX-Sum: 1\r\n\r\n"u8,
        ];
    }
}
