using System.Text;
using System.Text.Json;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Rules;

/// <summary>What GoReplay made of the same records under some options. Records are named by kind and id, such as <c>1:a1</c>.</summary>
public sealed record GoldenRuleCase(string Name, IReadOnlyList<string> Arguments, int Exit, IReadOnlyDictionary<string, string> Passed)
{
    private static readonly JsonElement s_root = JsonDocument.Parse(File.ReadAllText(SharedData.Path("golden", "modifiers", "cases.json"))).RootElement;

    public static IReadOnlyList<Record> Input { get; } =
        [.. s_root.GetProperty("input_order").EnumerateArray().Select(key => ToRecord(key.GetString()!))];

    public static IReadOnlyList<GoldenRuleCase> All { get; } = [.. s_root.GetProperty("cases").EnumerateArray().Select(Read)];

    public static string KeyOf(Record record) => $"{(int)record.Kind}:{record.Id}";

    public override string ToString() => Name;

    private static Record ToRecord(string key) => new()
    {
        Kind = (RecordKind)(key[0] - '0'),
        Id = RecordId.From(key[2..]),
        Timestamp = 0,
        Payload = Encoding.Latin1.GetBytes(Payload(key)),
    };

    private static string Payload(string key) => s_root.GetProperty("input").GetProperty(key).GetString()!;

    private static GoldenRuleCase Read(JsonElement json)
    {
        var passed = new Dictionary<string, string>();
        if (json.TryGetProperty("passed_unchanged", out var unchanged))
        {
            foreach (var key in unchanged.EnumerateArray())
            {
                passed[key.GetString()!] = Payload(key.GetString()!);
            }

            foreach (var changed in json.GetProperty("passed_changed").EnumerateObject())
            {
                passed[changed.Name] = changed.Value.GetString()!;
            }
        }

        return new GoldenRuleCase(
            json.GetProperty("name").GetString()!,
            [.. json.GetProperty("args").EnumerateArray().Select(argument => argument.GetString()!)],
            json.GetProperty("exit").GetInt32(),
            passed);
    }
}
