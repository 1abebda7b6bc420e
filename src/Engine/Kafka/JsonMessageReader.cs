using System.Globalization;
using System.Text;
using System.Text.Json;

namespace TapeDeck.Engine.Kafka;

/// <summary>Reads records out of JSON messages, GoReplay's and our own.</summary>
internal static class JsonMessageReader
{
    /// <summary>The record of a message.</summary>
    /// <exception cref="FormatException">It is no such message, or lacks what the record is made of.</exception>
    public static Record Read(ReadOnlyMemory<byte> value)
    {
        try
        {
            using var document = JsonDocument.Parse(value);
            return document.RootElement.ValueKind == JsonValueKind.Object ? Read(document.RootElement) : throw new FormatException("It is no JSON object.");
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException) // the latter for strings that are no Unicode
        {
            throw new FormatException($"It is no JSON: {broken.Message}", broken);
        }
    }

    private static Record Read(JsonElement message)
    {
        var (type, id, time) = (Text(message, JsonMembers.Type), Text(message, JsonMembers.Id), Text(message, JsonMembers.Timestamp));
        if (type is not [>= '0' and <= '9'])
        {
            throw new FormatException($"{JsonMembers.Type} is '{type}', not one digit.");
        }

        if (string.IsNullOrEmpty(id) || id.AsSpan().IndexOfAny(" \r\n") >= 0)
        {
            throw new FormatException($"{JsonMembers.Id} is missing or has blanks.");
        }

        if (!long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var timestamp))
        {
            throw new FormatException($"{JsonMembers.Timestamp} is '{time}', not a number.");
        }

        var kind = (RecordKind)(type[0] - '0');
        var head = Base64(message, JsonMembers.Head64) ?? Encoding.UTF8.GetBytes(MakeHead(message, kind));
        var body = Base64(message, JsonMembers.Body64) ?? Encoding.UTF8.GetBytes(Text(message, JsonMembers.Body) ?? "");
        return new Record { Kind = kind, Id = RecordId.From(id), Timestamp = timestamp, Latency = -1, Payload = (byte[])[.. head, .. body] };
    }

    private static string MakeHead(JsonElement message, RecordKind kind)
    {
        var head = new StringBuilder(Line(message, JsonMembers.Method));
        if (kind == RecordKind.Request)
        {
            head.Append(' ').Append(Line(message, JsonMembers.Url)).Append(" HTTP/1.1\r\n");
        }
        else
        {
            head.Append(' ').Append(Line(message, JsonMembers.Status)).Append("\r\n");
        }

        if (message.TryGetProperty(JsonMembers.Headers, out var headers))
        {
            AppendHeaders(head, headers);
        }

        return head.Append("\r\n").ToString();
    }

    private static void AppendHeaders(StringBuilder head, JsonElement headers)
    {
        if (headers.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"{JsonMembers.Headers} is no object.");
        }

        foreach (var header in headers.EnumerateObject())
        {
            var value = OneLine(StringOf(header.Value, header.Name), header.Name);
            if (header.Name.AsSpan().IndexOfAny(":\r\n") >= 0)
            {
                throw new FormatException($"{JsonMembers.Headers} has a member that is no header's name.");
            }

            head.Append(header.Name).Append(": ").Append(value).Append("\r\n");
        }
    }

    /// <summary>A member without which there is no start line.</summary>
    private static string Line(JsonElement message, string name) => Text(message, name) is { Length: > 0 } text ? OneLine(text, name)
        : throw new FormatException(name == JsonMembers.Status
            ? $"A response without {name}, as GoReplay writes them, cannot be made again." : $"{name} is missing.");

    /// <summary>What stands in a line of the head must not begin another.</summary>
    private static string OneLine(string text, string name) =>
        text.AsSpan().IndexOfAny("\r\n") < 0 ? text : throw new FormatException($"{name} has a line end.");

    private static string? Text(JsonElement message, string name) => message.TryGetProperty(name, out var member) ? StringOf(member, name) : null;

    private static string StringOf(JsonElement member, string name) =>
        member.ValueKind == JsonValueKind.String ? member.GetString()! : throw new FormatException($"{name} is no string.");

    private static byte[]? Base64(JsonElement message, string name)
    {
        try
        {
            return Text(message, name) is { } text ? Convert.FromBase64String(text) : null;
        }
        catch (FormatException)
        {
            throw new FormatException($"{name} is no base64.");
        }
    }
}
