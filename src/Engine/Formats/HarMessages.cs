using System.Globalization;
using System.Text;

namespace TapeDeck.Engine.Formats;

/// <summary>
/// Makes records of an archive's entry. Archives have bodies decoded and HTTP/2 as well; the records are HTTP/1.1 messages of the same meaning, with a
/// Content-Length that fits the body.
/// </summary>
internal static class HarMessages
{
    private static readonly string[] s_framing = ["Content-Length", "Transfer-Encoding", "Content-Encoding"];

    /// <summary>The request, and the response if there was one.</summary>
    /// <exception cref="FormatException">It cannot be written as an HTTP message.</exception>
    public static IEnumerable<Record> Of(HarEntry entry, FormatIds ids)
    {
        var started = (entry.StartedDateTime - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        var request = new Record { Kind = RecordKind.Request, Id = default, Timestamp = started, Payload = Request(entry.Request, out var host) };
        var response = entry.Response is { Status: >= 100 and <= 999 } answer ? Response(answer, entry.Request.Method) : (ReadOnlyMemory<byte>?)null;
        var id = ids.Next(entry.Connection is { Length: > 0 } connection ? $"{host} {connection}" : $"{host} {entry.StartedDateTime:O}");
        yield return request with { Id = id };
        if (response is { } payload)
        {
            var receive = Math.Clamp(entry.Timings?.Receive ?? 0, 0, Math.Max(entry.Time, 0));
            var latency = Nanoseconds(receive);
            yield return new Record { Kind = RecordKind.Response, Id = id, Timestamp = started + Nanoseconds(entry.Time) - latency, Latency = latency, Payload = payload };
        }
    }

    private static long Nanoseconds(double milliseconds) => milliseconds is > 0 and < 1e12 ? (long)(milliseconds * 1_000_000) : 0;

    private static ReadOnlyMemory<byte> Request(HarRequest request, out string host)
    {
        if (!Http.MessageHeadParser.IsToken(request.Method) || !Uri.TryCreate(request.Url, UriKind.Absolute, out var url) || url.Host.Length == 0)
        {
            throw new FormatException("a request has a method and an absolute URL");
        }

        host = request.Headers.FirstOrDefault(header => Is(header, "Host") || header.Name == ":authority")?.Value ?? url.Authority;
        var body = BytesOf(request.PostData);
        var text = new MessageText($"{request.Method} {TargetOf(request.Url)} HTTP/1.1");
        text.Header("Host", host);
        Copy(request.Headers.Where(header => !Is(header, "Host")), text);
        if (body.Length > 0 || request.Headers.Any(header => Is(header, "Content-Length")))
        {
            text.Header("Content-Length", body.Length.ToString(CultureInfo.InvariantCulture));
        }

        return text.End(body);
    }

    private static ReadOnlyMemory<byte> Response(HarResponse response, string method)
    {
        var mayHaveBody = method is not "HEAD" && response.Status is not (204 or 304 or < 200);
        var body = mayHaveBody ? BytesOf(response.Content) : [];
        var text = new MessageText(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {response.Status} {response.StatusText}"));
        Copy(response.Headers, text);
        if (mayHaveBody)
        {
            text.Header("Content-Length", body.Length.ToString(CultureInfo.InvariantCulture));
        }

        return text.End(body);
    }

    /// <summary>The path and query as written, so that escapes stay as they are.</summary>
    private static string TargetOf(string url)
    {
        var authority = url.IndexOf("://", StringComparison.Ordinal) + 3;
        var path = url.IndexOfAny(['/', '?', '#'], authority);
        var fragment = url.IndexOf('#', authority);
        var target = path < 0 ? "" : url[path..(fragment < 0 ? url.Length : fragment)];
        return target.StartsWith('/') ? target : "/" + target;
    }

    /// <summary>Browsers put headers of one name into one value, a line each.</summary>
    private static void Copy(IEnumerable<HarPair> headers, MessageText text)
    {
        foreach (var header in headers.Where(header => !header.Name.StartsWith(':') && !s_framing.Any(name => Is(header, name))))
        {
            foreach (var value in header.Value.Split('\n'))
            {
                text.Header(header.Name, value.TrimEnd('\r'));
            }
        }
    }

    private static byte[] BytesOf(HarBody? body) => body switch
    {
        null => [],
        { Text: { Length: > 0 } text, Encoding: "base64" } => Convert.FromBase64String(text),
        { Text: { Length: > 0 } text } => CharsetOf(body.MimeType).GetBytes(text),
        { Params: { Count: > 0 } fields } => Encoding.ASCII.GetBytes(string.Join('&', fields.Select(field => $"{Form(field.Name)}={Form(field.Value)}"))),
        _ => [],
    };

    /// <summary>Some writers have the fields escaped as they were sent, others do not.</summary>
    private static string Form(string text) => Uri.EscapeDataString(Uri.UnescapeDataString(text));

    private static Encoding CharsetOf(string? mimeType) =>
        mimeType?.Contains("iso-8859-1", StringComparison.OrdinalIgnoreCase) == true ? Encoding.Latin1 : new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    private static bool Is(HarPair header, string name) => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}
