using System.Text.Json;
using TapeDeck.Engine.Http;

namespace TapeDeck.Engine.Formats;

/// <summary>The response of an archive's entry. One that was not recorded has status 0, as browsers export requests that failed.</summary>
internal static class HarResponseJson
{
    public static void Write(Utf8JsonWriter json, Record? record)
    {
        var view = new HttpResponseView(record?.Payload ?? default);
        var headers = HeaderList.Of(view.Headers);
        json.WriteStartObject("response");
        json.WriteNumber("status", view.Status);
        json.WriteString("statusText", HeaderList.TextOf(view.Reason));
        json.WriteString("httpVersion", HeaderList.TextOf(view.Version));
        ExportJson.WriteHeaders(json, headers.Where(header => RequestParts.Is(header, "Set-Cookie")).Select(CookieOf), "cookies");
        ExportJson.WriteHeaders(json, headers);
        WriteBody(json, view, ValueOf(headers, "Content-Type"));
        json.WriteString("redirectURL", ValueOf(headers, "Location"));
        json.WriteNumber("headersSize", record is null ? -1 : view.Head.Length);
        json.WriteNumber("bodySize", record is null ? -1 : view.Body.Length);
        json.WriteEndObject();
    }

    private static void WriteBody(Utf8JsonWriter json, HttpResponseView view, string mediaType)
    {
        var body = ExportJson.Decode(view.Headers, view.Body, out var note);
        json.WriteStartObject("content");
        json.WriteNumber("size", body.Length);
        json.WriteString("mimeType", mediaType);
        ExportJson.WriteBody(json, body.Span, mediaType);
        if (note is not null)
        {
            json.WriteString("comment", note);
        }

        json.WriteEndObject();
    }

    private static string ValueOf(IEnumerable<(string Name, string Value)> headers, string name) => headers.FirstOrDefault(header => RequestParts.Is(header, name)).Value ?? "";

    private static (string Name, string Value) CookieOf((string Name, string Value) header)
    {
        var pair = header.Value.Split(';', 2)[0];
        var sign = pair.IndexOf('=', StringComparison.Ordinal);
        return sign < 0 ? ("", pair) : (pair[..sign].Trim(), pair[(sign + 1)..].Trim());
    }
}
