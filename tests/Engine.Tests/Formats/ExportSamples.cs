using System.Buffers;
using System.IO.Compression;
using System.Text;
using TapeDeck.Engine.Formats;
using TapeDeck.Engine.Http;

namespace TapeDeck.Engine.Tests.Formats;

/// <summary>Exchanges that are hard to write down, and what becomes of them in a format.</summary>
internal static class ExportSamples
{
    public const long Start = 1_766_000_000_123_456_789;
    private const long Second = 1_000_000_000;

    /// <summary>All of them; the last has no request.</summary>
    public static IReadOnlyList<RecordedExchange> To(string host)
    {
        byte[] binary = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
        var packed = Gzip("{\"packed\":true}");
        return
        [
            Exchange(0, Head($"GET /a?x=1&q=it's%20\"here\" HTTP/1.1\r\nHost: {host}\r\nCookie: a=b; c=d\r\nX-Twice: 1\r\nX-Twice: 2"), Head("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2", "{}"u8)),
            Exchange(1, Head($"POST /form HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9", "a=b&c=d%2"u8), Head($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked", Chunked(packed))),
            Exchange(2, Head($"PUT /binary HTTP/1.1\r\nHost: {host}\r\nContent-Type: image/png\r\nContent-Length: 256", binary), Head("HTTP/1.1 201 Created\r\nSet-Cookie: s=1; Path=/\r\nContent-Type: image/png\r\nContent-Length: 256", binary)),
            Exchange(3, Head($"HEAD /only HTTP/1.1\r\nHost: {host}"), Head("HTTP/1.1 200 OK\r\nContent-Length: 5")),
            Exchange(4, Head($"DELETE /unanswered HTTP/1.1\r\nHost: {host}\r\nAuthorization: =1+1"), null),
            Exchange(5, Head($"POST /chunked HTTP/1.1\r\nHost: {host}\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked", Chunked(Encoding.UTF8.GetBytes("Zürich 🔔"))), Head("HTTP/1.1 204 No Content")),
            Exchange(6, Head($"GET /large HTTP/1.1\r\nHost: {host}"), Head("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 20000", Encoding.ASCII.GetBytes(new string('x', 20_000)))),
            Exchange(7, null, Head("HTTP/1.1 500 Oops\r\nContent-Length: 0")),
        ];
    }

    public static IReadOnlyList<RecordedExchange> All { get; } = To("shop.example.com");

    public static byte[] Export(IExchangeExport export, IEnumerable<RecordedExchange> exchanges)
    {
        var target = new ArrayBufferWriter<byte>();
        export.Begin(target);
        foreach (var exchange in exchanges)
        {
            export.Write(target, exchange);
        }

        export.End(target);
        return target.WrittenSpan.ToArray();
    }

    /// <summary>What a request with an id in its target asks, in the words of another request: method, target, own headers, body without chunks.</summary>
    public static string MeaningOf(byte[] request, params string[] unlike)
    {
        var view = new HttpRequestView(request);
        string[] ignored = ["Host", "Content-Length", "Transfer-Encoding", "Connection", "Expect", .. unlike];
        var headers = HeaderList.Of(view.Headers).Where(header => !ignored.Contains(header.Name, StringComparer.OrdinalIgnoreCase));
        var body = view.Headers.Join("Transfer-Encoding"u8).Length > 0 ? ChunkedBody.Decode(view.Body).Bytes : view.Body;
        return $"{Encoding.Latin1.GetString(view.Method)} {Encoding.Latin1.GetString(view.Target)}\n"
            + string.Join("\n", headers.GroupBy(header => header.Name.ToLowerInvariant()).OrderBy(same => same.Key).Select(same => $"{same.Key}: {string.Join(", ", same.Select(header => header.Value))}"))
            + $"\n{Convert.ToHexString(body.Span)}";
    }

    private static RecordedExchange Exchange(int number, byte[]? request, byte[]? response)
    {
        var id = RecordId.From($"{number:x24}");
        var asked = request is null ? null : new Record { Kind = RecordKind.Request, Id = id, Timestamp = Start + (number * Second), Latency = 0, Payload = request };
        var answered = response is null ? null : new Record { Kind = RecordKind.Response, Id = id, Timestamp = Start + (number * Second) + (3 * Second / 2), Latency = 1_000, Payload = response };
        return new RecordedExchange(ExchangeSummarizer.Summarize(number, asked, answered), asked, answered);
    }

    private static byte[] Head(string head, ReadOnlySpan<byte> body = default) => [.. Encoding.Latin1.GetBytes(head), .. "\r\n\r\n"u8, .. body];

    private static byte[] Chunked(byte[] body) => [.. Encoding.ASCII.GetBytes($"{body.Length:x}\r\n"), .. body, .. "\r\n0\r\n\r\n"u8];

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }
}
