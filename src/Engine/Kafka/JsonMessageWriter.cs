using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace TapeDeck.Engine.Kafka;

/// <summary>Writes records as JSON messages.</summary>
internal static class JsonMessageWriter
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Appends the record.</summary>
    public static void Write(IBufferWriter<byte> target, Record record)
    {
        var head = record.Kind == RecordKind.Request ? MessageMembers.OfRequest(record.Payload) : MessageMembers.OfResponse(record.Payload);
        using var json = new Utf8JsonWriter(target, s_options);
        json.WriteStartObject();
        json.WriteString(JsonMembers.Url, head.Url);
        json.WriteString(JsonMembers.Type, ((int)record.Kind).ToString(CultureInfo.InvariantCulture));
        json.WriteString(JsonMembers.Id, record.Id.ToString());
        json.WriteString(JsonMembers.Timestamp, record.Timestamp.ToString(CultureInfo.InvariantCulture));
        json.WriteString(JsonMembers.Method, head.Method);
        WriteBody(json, record.Payload.Span[head.HeadLength..]);
        WriteHeaders(json, head.Headers);
        if (head.Status is { } status)
        {
            json.WriteString(JsonMembers.Status, status);
        }

        if (!head.IsFaithful)
        {
            json.WriteBase64String(JsonMembers.Head64, record.Payload.Span[..head.HeadLength]);
        }

        json.WriteEndObject();
    }

    private static void WriteBody(Utf8JsonWriter json, ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
        {
            return;
        }

        if (Utf8.IsValid(body))
        {
            json.WriteString(JsonMembers.Body, body);
            return;
        }

        json.WriteString(JsonMembers.Body, Encoding.UTF8.GetString(body));
        json.WriteBase64String(JsonMembers.Body64, body);
    }

    private static void WriteHeaders(Utf8JsonWriter json, SortedDictionary<string, string> headers)
    {
        if (headers.Count == 0)
        {
            return;
        }

        json.WriteStartObject(JsonMembers.Headers);
        foreach (var (name, value) in headers)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }
}
