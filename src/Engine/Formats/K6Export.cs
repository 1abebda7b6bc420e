using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace TapeDeck.Engine.Formats;

/// <summary>A script for k6 that sends the requests one after the other and checks that each is answered with the recorded status.</summary>
public sealed class K6Export : IExchangeExport
{
    private const string Head = """
        // Recorded requests, in order of time. Written by TapeDeck.
        // Another server than the recorded ones: k6 run -e TARGET=https://staging.example.com script.js
        import http from 'k6/http';
        import encoding from 'k6/encoding';
        import { check } from 'k6';

        const exchanges = [

        """;

    private const string Tail = """
        ];

        export default function () {
          for (const { method, url, headers, body, status } of exchanges) {
            const address = __ENV.TARGET ? url.replace(/^[a-z]+:\/\/[^\/?#]*/, __ENV.TARGET) : url;
            const response = http.request(method, address, body, { headers, redirects: 0 });
            check(response, { 'status as recorded': (answer) => status === null || answer.status === status });
          }
        }

        """;

    private long _withoutRequest;

    /// <inheritdoc/>
    public bool NeedsMessages => true;

    /// <summary>A script with one request.</summary>
    public static string Of(RecordedExchange exchange)
    {
        var script = new ArrayBufferWriter<byte>();
        var export = new K6Export();
        export.Begin(script);
        export.Write(script, exchange);
        export.End(script);
        return Encoding.UTF8.GetString(script.WrittenSpan);
    }

    /// <inheritdoc/>
    public void Begin(IBufferWriter<byte> target) => Encoding.UTF8.GetBytes(Head, target);

    /// <inheritdoc/>
    public void Write(IBufferWriter<byte> target, RecordedExchange exchange)
    {
        if (exchange.Request is not { } request)
        {
            _withoutRequest++;
            return;
        }

        var parts = RequestParts.Of(request);
        var headers = string.Join(", ", parts.Meaning.GroupBy(header => header.Name, StringComparer.OrdinalIgnoreCase).Select(
            same => $"{Text(same.First().Name)}: {Text(string.Join(RequestParts.Is(same.First(), "Cookie") ? "; " : ", ", same.Select(header => header.Value)))}"));
        var status = exchange.Summary.Status > 0 ? exchange.Summary.Status.ToString(CultureInfo.InvariantCulture) : "null";
        Encoding.UTF8.GetBytes($"  {{ method: {Text(parts.Method)}, url: {Text(parts.EscapedUrl)}, headers: {{ {headers} }}, body: {Body(parts.Body.Span)}, status: {status} }},\n", target);
    }

    /// <inheritdoc/>
    public void End(IBufferWriter<byte> target)
    {
        Encoding.UTF8.GetBytes(Tail, target);
        if (_withoutRequest > 0)
        {
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"// Left out: {_withoutRequest} responses whose request was not recorded.\n"), target);
        }
    }

    private static string Body(ReadOnlySpan<byte> body) => body.IsEmpty ? "null"
        : ExportJson.IsText(body) ? Text(Encoding.UTF8.GetString(body))
        : $"encoding.b64decode('{Convert.ToBase64String(body)}')";

    /// <summary>A JSON string is one of JavaScript too.</summary>
    private static string Text(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
