using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using TapeDeck.Engine.Http;

namespace TapeDeck.Engine.Formats;

/// <summary>What the JSON formats have in common.</summary>
internal static class ExportJson
{
    /// <summary>For readers that are no HTML pages.</summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const int LargestDecodedBytes = 64 << 20;

    /// <summary>The body as people see it; as on the wire where its codings cannot be taken off as a whole.</summary>
    public static ReadOnlyMemory<byte> Decode(HeaderBlock headers, ReadOnlyMemory<byte> body, out string? note)
    {
        var decoded = BodyDecoder.Decode(headers, body, LargestDecodedBytes);
        note = decoded.Note is { } why ? $"{why} The body is as on the wire." : null;
        return note is null ? decoded.Bytes : body;
    }

    /// <summary>Writes bytes as text where they are text, else as Base64, and says which. Text of another character set than UTF-8 would not be read as the same bytes.</summary>
    public static void WriteBody(Utf8JsonWriter json, ReadOnlySpan<byte> body, string mediaType = "")
    {
        if (IsText(body) && (Ascii.IsValid(body) || !mediaType.Contains("iso-8859-1", StringComparison.OrdinalIgnoreCase)))
        {
            json.WriteString("text", body);
        }
        else
        {
            json.WriteBase64String("text", body);
            json.WriteString("encoding", "base64");
        }
    }

    public static void WriteHeaders(Utf8JsonWriter json, IEnumerable<(string Name, string Value)> headers, string name = "headers")
    {
        json.WriteStartArray(name);
        foreach (var header in headers)
        {
            json.WriteStartObject();
            json.WriteString("name", header.Name);
            json.WriteString("value", header.Value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static bool IsText(ReadOnlySpan<byte> bytes) => Utf8.IsValid(bytes) && !bytes.Contains((byte)0);
}
