using TapeDeck.Engine.Plans;

namespace TapeDeck.Server.Cli.Texts;

/// <summary>A plan with its parts in the order in which a command line makes them, and without those that no option can name.</summary>
internal sealed class SortedPlan
{
    private static readonly Type[] s_inputs =
    [
        typeof(PacketInputPlan), typeof(FileInputPlan), typeof(TcpInputPlan), typeof(HttpInputPlan), typeof(KafkaInputPlan), typeof(DummyInputPlan),
    ];

    private static readonly Type[] s_outputs =
    [
        typeof(StdoutOutputPlan), typeof(NullOutputPlan), typeof(TcpOutputPlan), typeof(WebSocketOutputPlan), typeof(RecordingOutputPlan), typeof(HttpOutputPlan),
        typeof(BinaryOutputPlan), typeof(KafkaOutputPlan),
    ];

    private readonly Dictionary<string, string> _originals = [];
    private readonly List<PlanFault> _leftOut = [];

    private SortedPlan(Plan plan)
    {
        Plan = plan with
        {
            Inputs = Sort("/inputs", plan.Inputs, input => Array.FindIndex(s_inputs, type => type.IsInstanceOfType(input)), Objection),
            Outputs = Sort("/outputs", plan.Outputs, output => Array.FindIndex(s_outputs, type => type.IsInstanceOfType(output)), _ => null),
            Rules = Sort("/rules", plan.Rules, rule => (int)rule.Kind, Objection),
        };
    }

    public Plan Plan { get; }

    /// <summary>Parts that are not in it, and why.</summary>
    public IReadOnlyList<PlanFault> LeftOut => _leftOut;

    public static SortedPlan Of(Plan plan) => new(plan);

    /// <summary>The pointer into the plan as its user has it.</summary>
    public string Original(string pointer)
    {
        var parts = pointer.Split('/');
        return parts.Length > 2 && _originals.TryGetValue($"/{parts[1]}/{parts[2]}", out var original) ? string.Join('/', [original, .. parts[3..]]) : pointer;
    }

    private static string? Objection(InputPlan input) => input is FileInputPlan { Files.Count: 0 } ? "Names no file; a recording of the library has no name on a command line." : null;

    private static string? Objection(RulePlan rule) => rule.Enabled ? null : "Is switched off; a command line has no such rules.";

    private List<T> Sort<T>(string pointer, IReadOnlyList<T> parts, Func<T, int> rank, Func<T, string?> objection)
    {
        var kept = new List<T>();
        foreach (var (part, i) in parts.Select((part, i) => (part, i)).OrderBy(each => rank(each.part)))
        {
            if (objection(part) is { } reason)
            {
                _leftOut.Add(new PlanFault($"{pointer}/{i}", reason));
            }
            else
            {
                _originals[$"{pointer}/{kept.Count}"] = $"{pointer}/{i}";
                kept.Add(part);
            }
        }

        return kept;
    }
}
