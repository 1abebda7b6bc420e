using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Server.Json;

/// <summary>What the JSON reader complains of, in the words of who wrote the JSON: places and kinds of values, no types of this program.</summary>
internal static partial class JsonFaults
{
    private static readonly Assembly[] s_assemblies = [typeof(Plan).Assembly, typeof(RunPurpose).Assembly, typeof(JsonFaults).Assembly];

    /// <summary>The fault, if the failure is one of reading a request's JSON; null otherwise.</summary>
    public static PlanFault? Describe(Exception? failure) => failure switch
    {
        JsonException json => new PlanFault(JsonPointer.FromPath(json.Path), Word(JsonPointer.WithoutPath(json.Message), json.Path)),
        NotSupportedException unsupported when NoDiscriminator().Match(unsupported.Message) is { Success: true } found =>
            new PlanFault(JsonPointer.FromPath(found.Groups["path"].Value) + "/type", "The member 'type' is missing, which says what this is."),
        _ => null,
    };

    private static string Word(string message, string? path) =>
        NotConverted().Match(message) is { Success: true } wrong ? $"This must be {Kind(Type(wrong.Groups[1].Value), path)}."
        : Unmapped().Match(message) is { Success: true } unknown ? $"'{unknown.Groups[1].Value}' is not known here{Known(Type(unknown.Groups[2].Value))}."
        : Missing().Match(message) is { Success: true } missing ? $"Missing here: {missing.Groups[1].Value.Replace("'", "", StringComparison.Ordinal)}."
        : Duplicate().Match(message) is { Success: true } twice ? $"'{twice.Groups[1].Value}' stands here twice."
        : message.Contains("allow null values", StringComparison.Ordinal) || message.Contains("allow setting null values", StringComparison.Ordinal) ? "This must not be null."
        : Discriminator().Match(message) is { Success: true } other ? $"The type '{other.Groups[1].Value}' is not known here."
        : message;

    /// <summary>The reader names the object when the value of one of its members is wrong.</summary>
    private static string Kind(Type? type, string? path)
    {
        var member = path?[(path.LastIndexOf('.') + 1)..] ?? "";
        return Noun(type?.GetProperty(member, BindingFlags.IgnoreCase | BindingFlags.Instance | BindingFlags.Public)?.PropertyType ?? type);
    }

    private static string Noun(Type? type)
    {
        var plain = type is null ? null : Nullable.GetUnderlyingType(type) ?? type;
        return plain switch
        {
            null => "a value of another kind",
            { IsEnum: true } => "one of " + string.Join(", ", Enum.GetNames(plain).Select(JsonNamingPolicy.KebabCaseLower.ConvertName)),
            _ when plain == typeof(string) => "a text",
            _ when plain == typeof(bool) => "true or false",
            _ when plain == typeof(int) || plain == typeof(long) => $"a whole number within {(plain == typeof(int) ? 32 : 64)} bits",
            _ when plain == typeof(double) => "a number",
            _ when plain == typeof(TimeSpan) => "a duration such as \"250ms\"",
            _ when plain == typeof(ReplaySpeed) => "a speed such as \"200%\" or \"max\"",
            _ when plain.IsAssignableTo(typeof(System.Collections.IEnumerable)) => "a list",
            _ => "an object",
        };
    }

    private static string Known(Type? type) => type is null
        ? "" : "; known are " + string.Join(", ", type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(property => !property.IsDefined(typeof(JsonIgnoreAttribute))).Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name)));

    /// <summary>The type with a name as .NET writes it; what is in a nullable or a list is in brackets.</summary>
    private static Type? Type(string name) =>
        name.Contains("List`1[", StringComparison.Ordinal) ? typeof(List<>)
        : s_assemblies.Select(assembly => assembly.GetType(Bare(name))).FirstOrDefault(type => type is not null) ?? System.Type.GetType(Bare(name));

    private static string Bare(string name) => name.StartsWith("System.Nullable`1[", StringComparison.Ordinal) ? name["System.Nullable`1[".Length..^1] : name;

    [GeneratedRegex(@"^The JSON value could not be converted to (.+)\.$")]
    private static partial Regex NotConverted();

    [GeneratedRegex(@"^The JSON property '(.*)' could not be mapped to any \.NET member contained in type '(.+)'\.$")]
    private static partial Regex Unmapped();

    [GeneratedRegex(@"missing required properties including: (.+?)\.?$")]
    private static partial Regex Missing();

    [GeneratedRegex(@"^Duplicate property '(.+?)' encountered")]
    private static partial Regex Duplicate();

    [GeneratedRegex(@"^Read unrecognized type discriminator id '(.*?)'")]
    private static partial Regex Discriminator();

    [GeneratedRegex(@"must specify a type discriminator.*Path: (?<path>\S+)")]
    private static partial Regex NoDiscriminator();
}
