using System.Text.Json;
using System.Text.Json.Serialization;

namespace TapeDeck.Engine.Formats;

/// <summary>An exchange as an HTTP archive has it (HAR 1.2); what is not asked for is left out.</summary>
internal sealed record HarEntry
{
    public required DateTimeOffset StartedDateTime { get; set; }

    public required HarRequest Request { get; set; }

    public HarResponse? Response { get; set; }

    public HarTimings? Timings { get; set; }

    /// <summary>Whole duration in milliseconds.</summary>
    public double Time { get; set; }

    /// <summary>The connection it went over, when the writer knew.</summary>
    public string? Connection { get; set; }

    /// <summary>How many messages went over the WebSocket that the exchange opened, when its writer (Chrome) has them.</summary>
    [JsonPropertyName("_webSocketMessages"), JsonConverter(typeof(CountConverter))]
    public int WebSocketMessages { get; set; }
}

internal sealed record HarRequest
{
    public required string Method { get; set; }

    public required string Url { get; set; }

    public string? HttpVersion { get; set; }

    public IReadOnlyList<HarPair> Headers { get; set; } = [];

    public HarBody? PostData { get; set; }
}

internal sealed record HarResponse
{
    /// <summary>0 when there was no answer.</summary>
    public int Status { get; set; }

    public string? StatusText { get; set; }

    public string? HttpVersion { get; set; }

    public IReadOnlyList<HarPair> Headers { get; set; } = [];

    public HarBody? Content { get; set; }
}

internal sealed record HarPair
{
    public string Name { get; set; } = "";

    public string Value { get; set; } = "";
}

/// <summary>A body, decoded from what the wire had.</summary>
internal sealed record HarBody
{
    public string? MimeType { get; set; }

    public string? Text { get; set; }

    /// <summary><c>base64</c>, or null for plain text.</summary>
    public string? Encoding { get; set; }

    /// <summary>The fields of a form; they count when there is no text.</summary>
    public IReadOnlyList<HarField>? Params { get; set; }

    /// <summary>Those fields, when they are all there is of the body.</summary>
    [JsonIgnore]
    public IReadOnlyList<HarField> Fields => Text is { Length: > 0 } ? [] : Params ?? [];

    /// <summary>Only some writers say how long it was.</summary>
    public long? Size { get; set; }
}

/// <summary>A field of a form.</summary>
internal sealed record HarField
{
    public string Name { get; set; } = "";

    /// <summary>What it holds; of files not every writer knows.</summary>
    public string? Value { get; set; }

    public string? FileName { get; set; }

    public string? ContentType { get; set; }

    [JsonIgnore]
    public bool IsFile => FileName is { Length: > 0 };
}

/// <summary>Milliseconds of the parts of an exchange; −1 for none.</summary>
internal sealed record HarTimings
{
    public double? Receive { get; set; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NumberHandling = JsonNumberHandling.AllowReadingFromString, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(HarEntry))]
internal sealed partial class HarJson : JsonSerializerContext;

/// <summary>Counts the elements of a list and keeps none; what is no list has none.</summary>
internal sealed class CountConverter : JsonConverter<int>
{
    public override bool HandleNull => true;

    public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var count = 0;
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; count++)
            {
                reader.Skip();
            }
        }
        else
        {
            reader.Skip();
        }

        return count;
    }

    public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => throw new NotSupportedException();
}
