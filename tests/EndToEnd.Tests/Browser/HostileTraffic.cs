using System.Text;
using TapeDeck.Engine;
using Record = TapeDeck.Engine.Record;

namespace TapeDeck.EndToEnd.Tests.Browser;

/// <summary>Exchanges with <see cref="HostilePayloads"/> wherever a message has a place for them.</summary>
internal static class HostileTraffic
{
    private const long Start = 1_767_000_000_000_000_000; // nanoseconds since the Unix epoch
    private const long Second = 1_000_000_000;
    private static readonly string[] s_types = ["text/html", "image/svg+xml", "application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "text/plain", "application/xml", "text/css"];

    public static IEnumerable<Record> Records { get; } = HostilePayloads.Groups.SelectMany((payloads, number) => new[]
    {
        Message(RecordKind.Request, number, $"POST /{Token(payloads[0])}?{string.Join('&', payloads.Select(payload => $"q={Token(payload)}"))} HTTP/1.1", payloads, "Cookie"),
        Message(RecordKind.Response, number, $"HTTP/1.1 {(number % 2 == 0 ? 200 : 500)} {payloads[1]}", payloads, "Set-Cookie"),
    });

    private static Record Message(RecordKind kind, int number, string startLine, string[] payloads, string cookie)
    {
        var type = s_types[number % s_types.Length];
        var body = Body(type, payloads);
        var head = new StringBuilder($"{startLine}\r\nHost: {Token(payloads[2])}\r\nContent-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n{cookie}: a={payloads[3]}\r\n");
        foreach (var payload in payloads)
        {
            head.Append($"X-{Token(payload)}: {payload}\r\n");
        }

        return new Record
        {
            Kind = kind, Id = RecordId.From($"{number:x24}"), Timestamp = Start + (number * Second) + (kind == RecordKind.Response ? Second / 50 : 0), Payload = Encoding.UTF8.GetBytes($"{head}\r\n{body}"),
        };
    }

    private static string Body(string type, string[] payloads) => type.Split(';')[0] switch
    {
        "application/json" => "{" + string.Join(",", payloads.Select(payload => $"{Json(payload)}: {Json(payload)}")) + "}",
        "application/x-www-form-urlencoded" => string.Join('&', payloads.Select(payload => $"{Uri.EscapeDataString(payload)}={Uri.EscapeDataString(payload)}")),
        "multipart/form-data" => string.Concat(payloads.Select(payload => $"--b\r\nContent-Disposition: form-data; name=\"{payload.Replace('"', '\'')}\"; filename=\"{payload.Replace('"', '\'')}\"\r\n\r\n{payload}\r\n")) + "--b--\r\n",
        _ => string.Join('\n', payloads),
    };

    private static string Json(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary>Without what would end a part of a head: a slash parts attributes as well as a space does.</summary>
    private static string Token(string payload) => payload.Replace(' ', '/').Replace(':', ';');
}
