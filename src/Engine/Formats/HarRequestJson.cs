using System.Text.Json;
using TapeDeck.Engine.Http;

namespace TapeDeck.Engine.Formats;

/// <summary>The request of an archive's entry.</summary>
internal static class HarRequestJson
{
    public static void Write(Utf8JsonWriter json, Record record)
    {
        var view = new HttpRequestView(record.Payload);
        var parts = RequestParts.Of(record);
        json.WriteStartObject("request");
        json.WriteString("method", parts.Method);
        json.WriteString("url", parts.EscapedUrl);
        json.WriteString("httpVersion", HeaderList.TextOf(view.Version));
        ExportJson.WriteHeaders(json, CookiesOf(parts), "cookies");
        ExportJson.WriteHeaders(json, parts.Headers);
        ExportJson.WriteHeaders(json, QueryOf(parts.EscapedUrl), "queryString");
        WriteBody(json, view, parts);
        json.WriteNumber("headersSize", view.Head.Length);
        json.WriteNumber("bodySize", view.Body.Length);
        json.WriteEndObject();
    }

    private static void WriteBody(Utf8JsonWriter json, HttpRequestView view, RequestParts parts)
    {
        if (view.Body.IsEmpty)
        {
            return;
        }

        json.WriteStartObject("postData");
        var mediaType = parts.Headers.FirstOrDefault(header => RequestParts.Is(header, "Content-Type")).Value ?? "";
        json.WriteString("mimeType", mediaType);
        ExportJson.WriteBody(json, ExportJson.Decode(view.Headers, view.Body, out var note).Span, mediaType);
        if (note is not null)
        {
            json.WriteString("comment", note);
        }

        json.WriteEndObject();
    }

    private static IEnumerable<(string Name, string Value)> CookiesOf(RequestParts parts) =>
        from header in parts.Headers
        where RequestParts.Is(header, "Cookie")
        from pair in header.Value.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        select Pair(pair);

    private static IEnumerable<(string Name, string Value)> QueryOf(string url)
    {
        var start = url.IndexOf('?', StringComparison.Ordinal);
        return start < 0 ? [] : url[(start + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries).Select(Pair);
    }

    private static (string Name, string Value) Pair(string text) => text.IndexOf('=', StringComparison.Ordinal) is var sign and >= 0 ? (text[..sign], text[(sign + 1)..]) : (text, "");
}
