using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace TapeDeck.Server.Cli.Sources;

/// <summary>YAML as JSON: maps, lists, and scalars typed by YAML's core schema. Quoted scalars are texts.</summary>
internal static class YamlJson
{
    private const int MaxDepth = 64;

    /// <summary>The first document; null when there is none.</summary>
    /// <exception cref="YamlException">It is no YAML, or no JSON can be made of it.</exception>
    public static JsonNode? Parse(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents is [var document, ..] ? Convert(document.RootNode, 0) : null;
    }

    private static JsonNode? Convert(YamlNode node, int depth) => node switch
    {
        _ when depth > MaxDepth => throw new YamlException(node.Start, node.End, "nested too deeply, or an alias that holds itself"),
        YamlMappingNode map => new JsonObject(map.Children.Select(pair => KeyValuePair.Create(Key(pair.Key), Convert(pair.Value, depth + 1)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(item => Convert(item, depth + 1))]),
        YamlScalarNode { Style: ScalarStyle.Plain } plain => Plain(plain.Value ?? ""),
        YamlScalarNode scalar => JsonValue.Create(scalar.Value),
        _ => throw new YamlException(node.Start, node.End, "a kind of node that JSON does not know"),
    };

    private static string Key(YamlNode node) => node is YamlScalarNode { Value: { } key } ? key : throw new YamlException(node.Start, node.End, "a key must be a text");

    private static JsonValue? Plain(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" => JsonValue.Create(true),
        "false" or "False" or "FALSE" => JsonValue.Create(false),
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => JsonValue.Create(whole),
        _ when double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
            => JsonValue.Create(number),
        _ => JsonValue.Create(text),
    };
}
