using System.Text.Json;
using System.Text.Json.Nodes;
using TapeDeck.Engine.Plans;
using TapeDeck.Server.Cli.Options;
using TapeDeck.Server.Json;
using YamlDotNet.Core;

namespace TapeDeck.Server.Cli.Sources;

/// <summary>The file that <c>--config</c> names: a plan in the form of the API, in JSON or YAML, and under <c>options</c> options by name.</summary>
/// <param name="Plan">The plan; null when the file holds options only.</param>
/// <param name="Options">The options.</param>
/// <param name="Faults">What is wrong with the file, each with file and JSON pointer.</param>
internal sealed record ConfigFile(Plan? Plan, IReadOnlyList<OptionSetting> Options, IReadOnlyList<string> Faults)
{
    private const string OptionsMember = "options";

    private static readonly JsonDocumentOptions s_lenient = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,
    };

    private static readonly JsonSerializerOptions s_strict = new(PlanJson.Options) { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    public static ConfigFile Read(string path, Func<string, string> readFile)
    {
        try
        {
            var text = readFile(path);
            var isYaml = Path.GetExtension(path).ToLowerInvariant() is ".yaml" or ".yml";
            return (isYaml ? YamlJson.Parse(text) : JsonNode.Parse(text, null, s_lenient)) is JsonObject root
                ? Read(path, root)
                : Broken($"{path}: holds no plan");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Broken($"{RunControlOptions.Config.Name}: {fault.Message}");
        }
        catch (JsonException fault)
        {
            return Broken($"{path}: {JsonPointer.WithoutPath(fault.Message)}");
        }
        catch (YamlException fault)
        {
            return Broken($"{path}: line {fault.Start.Line}: {fault.Message}");
        }
    }

    private static ConfigFile Read(string path, JsonObject root)
    {
        var faults = new List<string>();
        root.Remove(OptionsMember, out var options);
        var settings = ReadOptions(path, options, faults);
        return new ConfigFile(root.Count == 0 ? null : ReadPlan(path, root, faults), settings, faults);
    }

    private static Plan? ReadPlan(string path, JsonObject root, List<string> faults)
    {
        try
        {
            return root.Deserialize<Plan>(s_strict);
        }
        catch (JsonException fault)
        {
            faults.Add($"{path}: {JsonPointer.FromPath(fault.Path)}: {JsonPointer.WithoutPath(fault.Message)}");
            return null;
        }
    }

    private static List<OptionSetting> ReadOptions(string path, JsonNode? options, List<string> faults)
    {
        var settings = new List<OptionSetting>();
        foreach (var (name, value) in options as JsonObject ?? [])
        {
            var origin = $"{path}: /{OptionsMember}/{name}";
            if (OptionCatalog.Find(name) is not { } option || option == RunControlOptions.Config)
            {
                faults.Add($"{origin}: unknown option");
            }
            else if (value is JsonObject or null || value is JsonArray list && list.Any(each => each is not JsonValue))
            {
                faults.Add($"{origin}: the value of an option is a text, a number, true or false, or a list of them");
            }
            else
            {
                settings.Add(new OptionSetting(option, [.. (value as JsonArray ?? [value.DeepClone()]).Select(each => each!.ToString())], origin));
            }
        }

        return settings;
    }

    private static ConfigFile Broken(string fault) => new(null, [], [fault]);
}
