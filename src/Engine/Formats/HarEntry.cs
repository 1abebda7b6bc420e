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

    /// <summary>The fields of a form, when there is no text.</summary>
    public IReadOnlyList<HarPair> Params { get; set; } = [];

    /// <summary>Only some writers say how long it was.</summary>
    public long? Size { get; set; }
}

/// <summary>Milliseconds of the parts of an exchange; −1 for none.</summary>
internal sealed record HarTimings
{
    public double? Receive { get; set; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NumberHandling = JsonNumberHandling.AllowReadingFromString, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(HarEntry))]
internal sealed partial class HarJson : JsonSerializerContext;
