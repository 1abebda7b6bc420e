using System.Text.Json;
using System.Text.Json.Serialization;

namespace TapeDeck.Engine.Plans;

/// <summary>The JSON form of plans, ledgers and results: camel case, enums in kebab case, durations like <c>250ms</c>; unknown and repeated members are refused.</summary>
public static class PlanJson
{
    /// <summary>The options every door of the program shares.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>Puts the project's conventions into options made elsewhere, such as ASP.NET's.</summary>
    public static void Apply(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.DictionaryKeyPolicy = JsonNamingPolicy.KebabCaseLower;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.AllowOutOfOrderMetadataProperties = true;
        options.AllowDuplicateProperties = false;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        options.Converters.Add(new DurationConverter());
    }

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Apply(options);
        return options;
    }
}
