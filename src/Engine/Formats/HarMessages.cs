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
    private static readonly string[] s_schemes = ["http", "https", "ws", "wss"];

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
        if (!Http.MessageHeadParser.IsToken(request.Method) || !Uri.TryCreate(request.Url, UriKind.Absolute, out var url) || url.Host.Length == 0 || !s_schemes.Contains(url.Scheme))
        {
            throw new FormatException("a request has a method and an absolute URL of the web");
        }

        host = request.Headers.FirstOrDefault(header => Is(header, "Host") || header.Name == ":authority")?.Value ?? url.Authority;
        var form = request.PostData is { Fields: { Count: > 0 } fields } ? HarForm.Of(fields, TypeOf(request)) : null;
        var headers = form is null ? request.Headers : WithType(request.Headers, form.Type);
        var body = form?.Content ?? BytesOf(request.PostData);
        var text = new MessageText($"{request.Method} {TargetOf(request.Url)} {VersionOf(request.HttpVersion)}");
        if (host != RequestParts.NoHost && !request.Headers.Any(header => Is(header, "Host")))
        {
            text.Header("Host", host);
        }

        Copy(headers, body.Length > 0 || request.Headers.Any(header => Is(header, "Content-Length")) ? body.Length : null, text);
        return text.End(body);
    }

    private static ReadOnlyMemory<byte> Response(HarResponse response, string method)
    {
        var text = new MessageText(string.Create(CultureInfo.InvariantCulture, $"{VersionOf(response.HttpVersion)} {response.Status} {response.StatusText}"));
        if (method is "HEAD" || response.Status is 304)
        {
            CopyAll(response.Headers, text); // they tell of the body that another request would have got
            return text.End([]);
        }

        var mayHaveBody = response.Status is not (204 or < 200);
        var body = mayHaveBody ? BytesOf(response.Content) : [];
        Copy(response.Headers, mayHaveBody ? body.Length : null, text);
        return text.End(body);
    }

    private static string VersionOf(string? version) => "HTTP/1.0".Equals(version, StringComparison.OrdinalIgnoreCase) ? "HTTP/1.0" : "HTTP/1.1";

    /// <summary>The path and query as written, so that escapes stay as they are; what may not stand in a request line is escaped.</summary>
    private static string TargetOf(string url)
    {
        var authority = url.IndexOf("://", StringComparison.Ordinal) + 3;
        var path = url.IndexOfAny(['/', '?', '#'], authority);
        var fragment = url.IndexOf('#', authority);
        var target = path < 0 ? "" : url[path..(fragment < 0 ? url.Length : fragment)];
        return string.Concat((target.StartsWith('/') ? target : "/" + target).EnumerateRunes().Select(rune => rune.Value is ' ' or > 0x7E ? Uri.EscapeDataString(rune.ToString()) : rune.ToString()));
    }

    /// <summary>Headers with the length of the body, where there was one of those that framed it, else at the end; null for none.</summary>
    private static void Copy(IEnumerable<HarPair> headers, int? length, MessageText text)
    {
        var isFramed = length is null;
        foreach (var header in headers)
        {
            if (!s_framing.Any(name => Is(header, name)))
            {
                CopyAll([header], text);
            }
            else if (!isFramed && !Is(header, "Content-Encoding"))
            {
                text.Header(Is(header, "Content-Length") ? header.Name : "Content-Length", Text(length!.Value));
                isFramed = true;
            }
        }

        if (!isFramed)
        {
            text.Header("Content-Length", Text(length!.Value));
        }
    }

    private static string Text(int length) => length.ToString(CultureInfo.InvariantCulture);

    /// <summary>Browsers put headers of one name into one value, a line each; those of HTTP/2 that begin with a colon are no headers.</summary>
    private static void CopyAll(IEnumerable<HarPair> headers, MessageText text)
    {
        foreach (var header in headers.Where(header => !header.Name.StartsWith(':')))
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
        _ => [],
    };

    private static string? TypeOf(HarRequest request) =>
        request.Headers.FirstOrDefault(header => Is(header, "Content-Type"))?.Value ?? (request.PostData!.MimeType is { Length: > 0 } type ? type : null);

    /// <summary>The headers with that Content-Type, where there was one or at the end.</summary>
    private static IEnumerable<HarPair> WithType(IReadOnlyList<HarPair> headers, string type)
    {
        var given = headers.FirstOrDefault(header => Is(header, "Content-Type"));
        return given is null
            ? headers.Append(new HarPair { Name = "Content-Type", Value = type })
            : headers.Select(header => ReferenceEquals(header, given) ? new HarPair { Name = header.Name, Value = type } : header);
    }

    private static Encoding CharsetOf(string? mimeType) =>
        mimeType?.Contains("iso-8859-1", StringComparison.OrdinalIgnoreCase) == true ? Encoding.Latin1 : new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    private static bool Is(HarPair header, string name) => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}
