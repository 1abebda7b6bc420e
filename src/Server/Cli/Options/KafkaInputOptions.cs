using System.CommandLine;
using System.Globalization;
using TapeDeck.Engine.Plans;
using TapeDeck.Server.Cli.Values;
using static TapeDeck.Server.Cli.Values.ValueKinds;

namespace TapeDeck.Server.Cli.Options;

/// <summary><c>--input-kafka-host</c> and <c>--input-kafka-topic</c> (spec §9).</summary>
internal sealed class KafkaInputOptions : OptionFamily
{
    private static readonly Option<IReadOnlyList<string>> s_hosts = OptionKinds.Single("input-kafka-host", KafkaClusterOptions.Brokers, "Read records from Kafka; brokers separated by commas.");

    private static readonly Option<string> s_topic = OptionKinds.Single("input-kafka-topic", Text("TOPIC"), "The topic to read.");

    private static readonly ValueKind<PacedAddress> s_offsets = new("OFFSET", ParseOffset, offset => offset.ToString());

    private static readonly PartOptions<KafkaInputPlan> s_details = new PartOptions<KafkaInputPlan>(new KafkaInputPlan())
        .Switch(
            "input-kafka-json-format", "format", "Messages are JSON.",
            plan => plan.Format == KafkaFormat.Json, (plan, on) => plan with { Format = on ? KafkaFormat.Json : KafkaFormat.Text })
        .Value(
            s_offsets, "input-kafka-offset", "offset", "Where to begin: -1 at the end (the default), -2 at the beginning, or an offset; OFFSET|200% sets the pace.",
            plan => new PacedAddress(plan.Offset.ToString(CultureInfo.InvariantCulture), plan.Speed, plan.Limit),
            (plan, offset) => plan with { Offset = WholeNumber.ParseSigned(offset.Address), Speed = offset.Speed, Limit = offset.Limit })
        .Include("cluster", KafkaClusterOptions.Of("input"), plan => plan.Cluster, (plan, cluster) => plan with { Cluster = cluster });

    public override string Title => "Read from Kafka";

    public override IReadOnlyList<Option> Heads => [s_hosts, s_topic];

    public override IReadOnlyList<IPartOptions> Details => [s_details];

    public override void Read(OptionReader reader)
    {
        if (reader.TryGetBoth(s_hosts, s_topic, out var brokers, out var topic))
        {
            reader.Note($"/inputs/{reader.Inputs.Count}/topic", s_topic);
            reader.Add(s_hosts, new KafkaInputPlan { Cluster = new KafkaClusterPlan { Brokers = brokers }, Topic = topic });
        }
    }

    public override bool TryWrite(OptionWriter writer, object part)
    {
        if (part is KafkaInputPlan plan)
        {
            writer.Set(s_hosts, [KafkaClusterOptions.Brokers.Format(plan.Cluster.Brokers)]);
            writer.Set(s_topic, [plan.Topic]);
        }

        return part is KafkaInputPlan;
    }

    private static PacedAddress ParseOffset(string text)
    {
        var offset = PacedAddress.Parse(text);
        return WholeNumber.ParseSigned(offset.Address) >= -2 ? offset : throw new FormatException("is no offset; an offset is -1, -2, or a number from 0");
    }
}
