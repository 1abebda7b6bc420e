using System.Buffers;
using System.Text;
using TapeDeck.Engine.Http;

namespace TapeDeck.Engine.Tests.Http;

public class HttpMessageScannerTests
{
    /// <summary>Other protocols that llhttp takes too, and HTTP/0.9: a recorder of HTTP/1 leaves them alone.</summary>
    private static readonly string[] s_otherProtocols = ["SOURCE request with ICE", "request with RTSP", "No HTTP version"];

    public static TheoryData<string> StrictCases =>
        [.. LlhttpCase.All.Where(c => c.Lenient.Length == 0 && !s_otherProtocols.Any(c.Name.Contains)).Select(c => c.Name).Distinct()];

    [Theory]
    [MemberData(nameof(StrictCases))]
    public void Scan_LlhttpCase_FramesNoMessageDifferently(string name)
    {
        foreach (var framing in LlhttpCase.All.Where(c => c.Name == name && c.Lenient.Length == 0))
        {
            var whole = Frame(framing, [framing.Bytes.Length]);
            for (var cut = 1; cut < framing.Bytes.Length; cut++)
            {
                Assert.Equal(whole, Frame(framing, [cut, framing.Bytes.Length]));
            }

            Assert.Equal(whole, Frame(framing, [.. Enumerable.Range(1, framing.Bytes.Length)]));
            AssertAgrees(framing, whole);
        }
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n", BodyFraming.None)]
    [InlineData("GET / HTTP/1.1\n\n", BodyFraming.None)]
    [InlineData("PROPFIND /dav HTTP/1.1\r\nDepth: 1\r\n\r\n", BodyFraming.None)]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc", BodyFraming.Length)]
    [InlineData("POST / HTTP/1.1\r\ncontent-length :  3 \r\n\r\nabc", BodyFraming.Length)]
    [InlineData("POST / HTTP/1.1\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n3;a=b\r\nabc\r\n0\r\nX: y\r\n\r\n", BodyFraming.Chunked)]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding:\r\n chunked\r\n\r\n1\r\nz\r\n0\r\n\r\n", BodyFraming.Chunked)]
    public void Scan_WholeRequest_EndsAtItsLastByte(string text, BodyFraming framing)
    {
        var scanner = HttpMessageScanner.ForRequests();
        var bytes = Encoding.Latin1.GetBytes(text + "GET /next HTTP/1.1\r\n\r\n");
        Assert.Equal(OperationStatus.Done, scanner.Scan(bytes, out var consumed));
        Assert.Equal(text.Length, consumed);
        Assert.Equal(framing, scanner.Framing);
    }

    [Theory]
    [InlineData("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", false)]
    [InlineData("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", false)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", true)]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n", false)]
    [InlineData("HTTP/1.1 499\r\nContent-Length: 0\r\n\r\n", false)]
    public void Scan_BodilessResponse_EndsAfterItsHead(string text, bool answersHead)
    {
        var scanner = HttpMessageScanner.ForResponses();
        scanner.AnswersHead = answersHead;
        Assert.Equal(OperationStatus.Done, scanner.Scan(Encoding.Latin1.GetBytes(text + "HTTP/1.1 200 OK"), out var consumed));
        Assert.Equal(text.Length, consumed);
    }

    [Fact]
    public void OnEnd_CloseDelimitedResponse_CompletesIt()
    {
        var scanner = HttpMessageScanner.ForResponses();
        Assert.Equal(OperationStatus.NeedMoreData, scanner.Scan("HTTP/1.0 200 OK\r\n\r\nhello"u8, out var consumed));
        Assert.Equal(24, consumed);
        Assert.True(scanner.OnEnd());
    }

    [Fact]
    public void OnEnd_UnfinishedBody_DoesNot()
    {
        var scanner = HttpMessageScanner.ForResponses();
        scanner.Scan("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello"u8, out _);
        Assert.False(scanner.OnEnd());
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nContent-Length: 1, 2\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n")]
    [InlineData("POST / HTTP/1.1\r\nTransfer-Encoding: chunked, gzip\r\n\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    [InlineData("GET /\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001\u0002")]
    [InlineData("SSH-2.0-OpenSSH_8.7\r\n")]
    [InlineData("EHLO mail.example.test\r\n")]
    public void Scan_NoTrustworthyRequest_SaysInvalid(string text)
    {
        var scanner = HttpMessageScanner.ForRequests();
        Assert.Equal(OperationStatus.InvalidData, scanner.Scan(Encoding.Latin1.GetBytes(text), out _));
    }

    [Theory]
    [InlineData(60, true)]
    [InlineData(61, false)]
    public void TrySkip_BytesMissingFromABody_KeepsTheEnd(int missing, bool known)
    {
        var scanner = HttpMessageScanner.ForRequests();
        scanner.Scan("POST / HTTP/1.1\r\nContent-Length: 70\r\n\r\n0123456789"u8, out _);
        Assert.Equal(known, scanner.TrySkip(missing));
        Assert.Equal(known ? OperationStatus.Done : OperationStatus.NeedMoreData, scanner.Scan([], out _));
    }

    [Fact]
    public void Scan_AnyMessage_AllocatesNothing()
    {
        var scanner = HttpMessageScanner.ForRequests();
        var bytes = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n5\r\nhello\r\n0\r\n\r\n"u8.ToArray();
        scanner.Scan(bytes, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            scanner.Reset();
            scanner.Scan(bytes, out _);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static List<(int Start, int End, bool Complete)> Frame(LlhttpCase framing, IReadOnlyList<int> ends)
    {
        var scanner = framing.Kind == "request" ? HttpMessageScanner.ForRequests() : HttpMessageScanner.ForResponses();
        var found = new List<(int Start, int End, bool Complete)>();
        int start = 0, position = 0;
        foreach (var end in ends)
        {
            while (position < end)
            {
                if (position == start && !scanner.HasHead)
                {
                    start = position += HttpMessageScanner.EmptyLinesBefore(framing.Bytes.AsSpan(position..end));
                }

                scanner.AnswersHead = framing.AnswersHead;
                var status = scanner.Scan(framing.Bytes.AsSpan(position..end), out var consumed);
                position += consumed;
                if (status == OperationStatus.InvalidData)
                {
                    return found;
                }

                if (status == OperationStatus.NeedMoreData)
                {
                    break;
                }

                found.Add((start, position, true));
                var last = scanner.EndsHttp;
                start = position;
                scanner.Reset();
                if (last)
                {
                    return found;
                }
            }
        }

        if (position > start && scanner.OnEnd())
        {
            found.Add((start, position, false));
        }

        return found;
    }

    private static void AssertAgrees(LlhttpCase framing, List<(int Start, int End, bool Complete)> found)
    {
        var expected = framing.Messages.Where(message => message.Complete).ToList();
        if (framing.Error is null && !framing.Upgrade)
        {
            Assert.True(found.Count(message => message.Complete) >= expected.Count, $"{framing.Name}: too few messages");
        }

        foreach (var (message, listed) in found.Where(message => message.Complete).Zip(expected))
        {
            Assert.Equal(listed.Start, message.Start);
            Assert.Equal(listed.BodyLength, BodyLength(framing.Bytes.AsSpan(message.Start..message.End), framing.Kind));
        }
    }

    private static long BodyLength(ReadOnlySpan<byte> message, string kind)
    {
        var scanner = kind == "request" ? HttpMessageScanner.ForRequests() : HttpMessageScanner.ForResponses();
        scanner.Scan(message, out _);
        var body = message[scanner.HeadLength..];
        return scanner.Framing == BodyFraming.Chunked ? Unchunk(body) : body.Length;
    }

    private static long Unchunk(ReadOnlySpan<byte> body)
    {
        long total = 0;
        while (true)
        {
            var feed = body.IndexOf((byte)'\n');
            if (!System.Buffers.Text.Utf8Parser.TryParse(body[..feed], out long size, out _, 'x') || size == 0)
            {
                return total;
            }

            total += size;
            body = body[(feed + 1 + (int)size)..];
            body = body[(body.IndexOf((byte)'\n') + 1)..];
        }
    }
}
