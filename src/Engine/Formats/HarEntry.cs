using System.Text.Json.Serialization;

namespace TapeDeck.Engine.Formats;

/// <summary>An exchange as an HTTP archive has it (HAR 1.2); what is not asked for is left out.</summary>
internal sealed record HarEntry
{
    public required DateTimeOffset StartedDateTime { get; init; }

    public required HarRequest Request { get; init; }

    public HarResponse? Response { get; init; }

    public HarTimings? Timings { get; init; }

    /// <summary>Whole duration in milliseconds.</summary>
    public double Time { get; init; }

    /// <summary>The connection it went over, when the writer knew.</summary>
    public string? Connection { get; init; }
}

internal sealed record HarRequest
{
    public required string Method { get; init; }

    public required string Url { get; init; }

    public IReadOnlyList<HarPair> Headers { get; init; } = [];

    public HarBody? PostData { get; init; }
}

internal sealed record HarResponse
{
    /// <summary>0 when there was no answer.</summary>
    public int Status { get; init; }

    public string? StatusText { get; init; }

    public IReadOnlyList<HarPair> Headers { get; init; } = [];

    public HarBody? Content { get; init; }
}

internal sealed record HarPair
{
    public string Name { get; init; } = "";

    public string Value { get; init; } = "";
}

/// <summary>A body, decoded from what the wire had.</summary>
internal sealed record HarBody
{
    public string? MimeType { get; init; }

    public string? Text { get; init; }

    /// <summary><c>base64</c>, or null for plain text.</summary>
    public string? Encoding { get; init; }

    /// <summary>The fields of a form, when there is no text.</summary>
    public IReadOnlyList<HarPair> Params { get; init; } = [];

    /// <summary>Only some writers say how long it was.</summary>
    public long? Size { get; init; }
}

/// <summary>Milliseconds of the parts of an exchange; −1 for none.</summary>
internal sealed record HarTimings
{
    public double? Receive { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(HarEntry))]
internal sealed partial class HarJson : JsonSerializerContext;
