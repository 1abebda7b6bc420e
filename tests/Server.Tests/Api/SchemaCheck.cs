using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace TapeDeck.Server.Tests.Api;

/// <summary>Compares values with the schemas of an OpenAPI document; stricter than JSON Schema: a member that is not described is a fault, and so is a keyword that is not looked at.</summary>
internal sealed class SchemaCheck(JsonElement document)
{
    private static readonly HashSet<string> s_mute = ["description", "default", "examples", "example", "deprecated", "title", "discriminator"];

    /// <summary>What does not fit; empty when all does.</summary>
    public IReadOnlyList<string> Faults(JsonElement schema, JsonElement value, string at = "") => schema.ValueKind switch
    {
        JsonValueKind.True => [],
        JsonValueKind.Object when schema.TryGetProperty("$ref", out var link) => Faults(Resolve(link.GetString()!), value, at),
        JsonValueKind.Object => [.. schema.EnumerateObject().SelectMany(keyword => Check(keyword.Name, keyword.Value, schema, value, at)), .. Unknown(schema, value, at)],
        _ => [$"{at}: no schema"],
    };

    private JsonElement Resolve(string link) => link.Split('/').Skip(1).Aggregate(document, (place, name) => place.GetProperty(name));

    private IEnumerable<string> Check(string keyword, JsonElement expected, JsonElement schema, JsonElement value, string at) => keyword switch
    {
        "type" => Either(HasType(expected, value), $"{at}: {value} is not {expected}"),
        "properties" => value.ValueKind != JsonValueKind.Object ? [] : expected.EnumerateObject()
            .SelectMany(member => value.TryGetProperty(member.Name, out var inner) ? Faults(member.Value, inner, $"{at}/{member.Name}") : []),
        "required" => value.ValueKind != JsonValueKind.Object ? [] : expected.EnumerateArray()
            .Where(name => !value.TryGetProperty(name.GetString()!, out _)).Select(name => $"{at}: {name} is missing"),
        "additionalProperties" => value.ValueKind != JsonValueKind.Object ? [] : value.EnumerateObject()
            .Where(member => !IsDescribed(schema, member.Name)).SelectMany(member => Faults(expected, member.Value, $"{at}/{member.Name}")),
        "items" => value.ValueKind != JsonValueKind.Array ? [] : value.EnumerateArray().SelectMany((item, i) => Faults(expected, item, $"{at}/{i}")),
        "enum" => Either(expected.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)), $"{at}: {value} is none of {expected}"),
        "const" => Either(JsonElement.DeepEquals(expected, value), $"{at}: {value} is not {expected}"),
        "oneOf" => Either(Fitting(expected, value) == 1, $"{at}: {value} fits {Fitting(expected, value)} of the choices"),
        "anyOf" => Either(Fitting(expected, value) > 0, $"{at}: {value} fits none of the choices"),
        "allOf" => expected.EnumerateArray().SelectMany(one => Faults(one, value, at)),
        "minLength" => Either(value.ValueKind != JsonValueKind.String || value.GetString()!.Length >= expected.GetInt32(), $"{at}: too short"),
        "maxLength" => Either(value.ValueKind != JsonValueKind.String || value.GetString()!.Length <= expected.GetInt32(), $"{at}: too long"),
        "pattern" => Either(value.ValueKind != JsonValueKind.String || Regex.IsMatch(value.GetString()!, expected.GetString()!), $"{at}: {value} does not match {expected}"),
        "format" => Either(HasFormat(expected.GetString()!, value), $"{at}: {value} is no {expected}"),
        _ => Either(s_mute.Contains(keyword), $"{at}: the keyword {keyword} is not looked at"),
    };

    private int Fitting(JsonElement choices, JsonElement value) => choices.EnumerateArray().Count(one => Faults(one, value).Count == 0);

    private static IEnumerable<string> Unknown(JsonElement schema, JsonElement value, string at) =>
        value.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("properties", out _) || schema.TryGetProperty("additionalProperties", out _) ? []
            : value.EnumerateObject().Where(member => !IsDescribed(schema, member.Name)).Select(member => $"{at}: {member.Name} is not described");

    private static bool IsDescribed(JsonElement schema, string name) => schema.TryGetProperty("properties", out var members) && members.TryGetProperty(name, out _);

    private static IEnumerable<string> Either(bool holds, string fault) => holds ? [] : [fault];

    private static bool HasType(JsonElement expected, JsonElement value) => expected.ValueKind == JsonValueKind.Array
        ? expected.EnumerateArray().Any(one => HasType(one, value))
        : expected.GetString() switch
        {
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            var name => value.ValueKind.ToString().Equals(name, StringComparison.OrdinalIgnoreCase),
        };

    private static bool HasFormat(string format, JsonElement value) => value.ValueKind == JsonValueKind.Null || format switch
    {
        "date-time" => DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, out _),
        "int32" => value.TryGetInt32(out _),
        "int64" => value.TryGetInt64(out _),
        "double" => value.TryGetDouble(out _),
        _ => false,
    };
}
