using System.Text.Json;
using System.Text.Json.Serialization;

namespace TapeDeck.Engine.Plans;

/// <summary>
/// A password: the text itself, or <c>env:NAME</c> for the value of an environment variable. The text itself is never written out: its JSON form and its
/// text form are <c>***</c>, so that no stored plan, answer, log or exception can hold it; a reference is written as it is.
/// </summary>
[JsonConverter(typeof(SecretTextConverter))]
public readonly record struct SecretText
{
    private const string Reference = "env:";
    private const string Mask = "***";
    private readonly string? _text;

    private SecretText(string text) => _text = text;

    /// <summary>Whether nothing was given.</summary>
    public bool IsEmpty => string.IsNullOrEmpty(_text);

    /// <summary>Whether it was read from a form in which the text had been left out.</summary>
    public bool IsMasked => _text == Mask;

    /// <summary>The environment variable it refers to; null when it is the text itself.</summary>
    public string? Variable => _text?.StartsWith(Reference, StringComparison.Ordinal) == true ? _text[Reference.Length..] : null;

    /// <summary>A secret from what a user wrote.</summary>
    public static implicit operator SecretText(string text) => From(text);

    /// <summary>A secret from what a user wrote.</summary>
    public static SecretText From(string text) => new(text);

    /// <summary>The secret itself, for whoever needs it to sign in; null when the variable it refers to is not set.</summary>
    public string? Reveal() => Variable is { } name ? Environment.GetEnvironmentVariable(name) : _text ?? "";

    /// <summary>The reference, or a mask.</summary>
    public override string ToString() => IsEmpty ? "" : Variable is null ? Mask : _text!;
}

internal sealed class SecretTextConverter : JsonConverter<SecretText>
{
    public override SecretText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => SecretText.From(reader.GetString() ?? "");

    public override void Write(Utf8JsonWriter writer, SecretText value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
