using System.Buffers;
using System.Text.Json;
using TapeDeck.Engine.Http;

namespace TapeDeck.Engine.Formats;

/// <summary>A JSON object a line: what the list of exchanges says, and the headers and decoded bodies of both messages.</summary>
public sealed class NdjsonExport : IExchangeExport
{
    /// <inheritdoc/>
    public bool NeedsMessages => true;

    /// <inheritdoc/>
    public void Begin(IBufferWriter<byte> target)
    {
    }

    /// <inheritdoc/>
    public void Write(IBufferWriter<byte> target, RecordedExchange exchange)
    {
        using (var json = new Utf8JsonWriter(target, ExportJson.Options))
        {
            json.WriteStartObject();
            WriteSummary(json, exchange.Summary);
            if (exchange.Request is { } request)
            {
                var view = new HttpRequestView(request.Payload);
                WriteMessage(json, "request", request, view.Headers, view.Body);
            }

            if (exchange.Response is { } response)
            {
                var view = new HttpResponseView(response.Payload);
                WriteMessage(json, "response", response, view.Headers, view.Body);
            }

            json.WriteEndObject();
        }

        target.Write("\n"u8);
    }

    /// <inheritdoc/>
    public void End(IBufferWriter<byte> target)
    {
    }

    private static void WriteSummary(Utf8JsonWriter json, ExchangeSummary summary)
    {
        json.WriteNumber("number", summary.Number);
        json.WriteString("id", summary.Id);
        json.WriteString("time", ExportTime.Of(summary.Timestamp));
        json.WriteString("method", summary.Method);
        json.WriteString("host", summary.Host);
        json.WriteString("target", summary.Target);
        if (summary.Status > 0)
        {
            json.WriteNumber("status", summary.Status);
        }

        if (summary.Latency >= 0)
        {
            json.WriteNumber("latencyNanoseconds", summary.Latency);
        }
    }

    private static void WriteMessage(Utf8JsonWriter json, string name, Record record, HeaderBlock headers, ReadOnlyMemory<byte> wireBody)
    {
        json.WriteStartObject(name);
        json.WriteString("time", ExportTime.Of(record.Timestamp));
        ExportJson.WriteHeaders(json, HeaderList.Of(headers));
        json.WriteStartObject("body");
        json.WriteNumber("wireBytes", wireBody.Length);
        ExportJson.WriteBody(json, ExportJson.Decode(headers, wireBody, out var note).Span);
        if (note is not null)
        {
            json.WriteString("note", note);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
