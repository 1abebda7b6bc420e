using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using TapeDeck.Engine.Http;
using TapeDeck.Engine.Replay;

namespace TapeDeck.Engine.Elasticsearch;

/// <summary>One exchange as two lines of the bulk API: where it goes and what it says, with the field names of spec §5.7. Bodies are not exported.</summary>
internal static class ExchangeDocument
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly (string Field, string Header)[] s_ofRequest =
    [
        ("Req_Accept-Language", "Accept-Language"), ("Req_Accept", "Accept"), ("Req_Accept-Encoding", "Accept-Encoding"),
        ("Req_If-Modified-Since", "If-Modified-Since"), ("Req_Connection", "Connection"), ("Req_Cookies", "Cookie"),
    ];

    private static readonly (string Field, string Header)[] s_ofResponse =
    [
        ("Resp_Content-Length", "Content-Length"), ("Resp_Content-Type", "Content-Type"), ("Resp_Transfer-Encoding", "Transfer-Encoding"),
        ("Resp_Content-Encoding", "Content-Encoding"), ("Resp_Expires", "Expires"), ("Resp_Cache-Control", "Cache-Control"), ("Resp_Vary", "Vary"),
        ("Resp_Set-Cookie", "Set-Cookie"),
    ];

    /// <summary>Writes the lines, each with its line feed.</summary>
    /// <param name="result">An exchange with a response.</param>
    /// <param name="index">The index it goes to.</param>
    /// <param name="time">The clock of the exchange.</param>
    public static byte[] Write(ReplayResult result, string index, TimeProvider time)
    {
        var lines = new ArrayBufferWriter<byte>(1024);
        using (var action = new Utf8JsonWriter(lines, s_options))
        {
            action.WriteStartObject();
            action.WriteStartObject("index");
            action.WriteString("_index", index);
            action.WriteEndObject();
            action.WriteEndObject();
        }

        lines.Write("\n"u8);
        using (var document = new Utf8JsonWriter(lines, s_options))
        {
            document.WriteStartObject();
            WriteRequest(document, new HttpRequestView(result.Request.Payload));
            WriteResponse(document, new HttpResponseView(result.Response!.Payload), result.Status);
            document.WriteNumber("RTT", (long)time.GetElapsedTime(result.Sent, result.Ended).TotalMilliseconds);
            document.WriteString("Timestamp", time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z'", CultureInfo.InvariantCulture));
            document.WriteEndObject();
        }

        lines.Write("\n"u8);
        return lines.WrittenSpan.ToArray();
    }

    private static void WriteRequest(Utf8JsonWriter document, HttpRequestView request)
    {
        document.WriteString("Req_URL", TextOf(request.Target));
        document.WriteString("Req_Method", TextOf(request.Method));
        document.WriteString("Req_User-Agent", TextOf(request.Headers["User-Agent"u8]));
        WriteHeaders(document, request.Headers, s_ofRequest);
    }

    private static void WriteResponse(Utf8JsonWriter document, HttpResponseView response, int status)
    {
        var code = status.ToString(CultureInfo.InvariantCulture);
        document.WriteString("Resp_Status", code);
        document.WriteString("Resp_Status-Code", code);
        WriteUnlessEmpty(document, "Resp_Proto", response.Version);
        WriteHeaders(document, response.Headers, s_ofResponse);
    }

    private static void WriteHeaders(Utf8JsonWriter document, HeaderBlock headers, (string Field, string Header)[] fields)
    {
        foreach (var (field, header) in fields)
        {
            WriteUnlessEmpty(document, field, headers[Encoding.ASCII.GetBytes(header)]);
        }
    }

    private static void WriteUnlessEmpty(Utf8JsonWriter document, string field, ReadOnlySpan<byte> value)
    {
        if (!value.IsEmpty)
        {
            document.WriteString(field, TextOf(value));
        }
    }

    private static string TextOf(ReadOnlySpan<byte> bytes) => (Utf8.IsValid(bytes) ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes);
}
