using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using TapeDeck.Client.Forms;
using TapeDeck.Client.Forms.Kinds;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Tests.Forms;

/// <summary>Forms say everything that plans can: a kind or a member without a field is found here.</summary>
public sealed class PlanKindsTests
{
    // A plan's lists are lists of the form, and a file input is two kinds: a recording of the library, or files.
    private static readonly string[] s_membersNotInForms = ["files", "recording", "inputs", "outputs", "rules"];

    private static readonly PartKind[] s_inputs = [.. PlanKinds.Inputs(RunPurpose.Capture).Union(PlanKinds.Inputs(RunPurpose.Replay))];

    private static readonly Dictionary<string, PartKind> s_kinds = s_inputs.Select(kind => ("input " + kind.Type, kind))
        .Concat(PlanKinds.Outputs.Select(kind => ("output " + kind.Type, kind))).Append(("run", RunOptionsKind.Kind)).ToDictionary(each => each.Item1, each => each.Item2);

    public static TheoryData<string> Kinds => [.. s_kinds.Keys];

    [Fact]
    public void EveryKindOfInput_HasAForm() => Assert.Equal(TypesOf<InputPlan>(), s_inputs.Select(kind => kind.Type).Except(["recording"]).Order());

    [Fact]
    public void EveryKindOfOutput_HasAForm() => Assert.Equal(TypesOf<OutputPlan>().Except(["stdout"]), PlanKinds.Outputs.Select(kind => kind.Type).Order());

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EveryMember_HasAField(string name)
    {
        var kind = s_kinds[name];
        var paths = kind.Fields.Select(field => field.Path).ToArray();

        var missing = Members(kind.Create().GetType()).Where(path => !paths.Any(known => path == known || path.StartsWith(known + "/", StringComparison.Ordinal)));

        Assert.True(!missing.Any(), $"{name} has no field for {string.Join(", ", missing)}");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EveryField_WrittenAsItReads_ChangesNothing(string name)
    {
        var kind = s_kinds[name];
        var draft = new PartDraft(kind, kind.Create());
        var before = Json(draft.Part);

        foreach (var field in kind.Fields.Where(field => field.Read(draft.Part).Length > 0))
        {
            draft.Set(field, draft.Text(field));
        }

        Assert.True(JsonNode.DeepEquals(before, Json(draft.Part)), name);
        Assert.False(draft.IsUnusual);
    }

    [Fact]
    public void Password_OfAPlan_IsNotShownAndStays()
    {
        var plan = new Plan { Inputs = [new KafkaInputPlan { Topic = "t", Cluster = new KafkaClusterPlan { Brokers = ["k:9092"], Sasl = new SaslPlan { Username = "u", Password = "hunter2" } } }] };
        var draft = PlanDraft.Of(RunPurpose.Capture, plan);

        Assert.DoesNotContain(draft.Inputs[0].Kind.Fields, field => draft.Inputs[0].Text(field).Contains("hunter2", StringComparison.Ordinal));
        Assert.Equal("hunter2", ((KafkaInputPlan)draft.ToPlan().Plan.Inputs[0]).Cluster.Sasl!.Password.Reveal());
    }

    private static IEnumerable<string> TypesOf<T>() => typeof(T).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(attribute => (string)attribute.TypeDiscriminator!).Order();

    private static JsonNode? Json(object part) => JsonSerializer.SerializeToNode(part, part.GetType(), PlanJson.Options);

    /// <summary>The pointers of all values in a plan, parts of parts included.</summary>
    private static IEnumerable<string> Members(Type type, string prefix = "") => type.GetProperties()
        .Where(member => member.CanWrite && member.GetCustomAttribute<JsonIgnoreAttribute>() is null)
        .Select(member => (member.PropertyType, Path: prefix + JsonNamingPolicy.CamelCase.ConvertName(member.Name)))
        .Where(member => !s_membersNotInForms.Contains(member.Path))
        .SelectMany(member => member.PropertyType.Name.EndsWith("Plan", StringComparison.Ordinal) ? Members(member.PropertyType, member.Path + "/") : [member.Path]);
}
