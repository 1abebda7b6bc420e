using System.CommandLine;
using TapeDeck.Engine.Plans;
using static TapeDeck.Server.Cli.Values.ValueKinds;

namespace TapeDeck.Server.Cli.Options;

/// <summary><c>--output-kafka-host</c> and <c>--output-kafka-topic</c> (spec §9).</summary>
internal sealed class KafkaOutputOptions : OptionFamily
{
    private static readonly Option<IReadOnlyList<string>> s_hosts = OptionKinds.Single("output-kafka-host", KafkaClusterOptions.Brokers, "Write records to Kafka; brokers separated by commas.");

    private static readonly Option<string> s_topic = OptionKinds.Single("output-kafka-topic", Text("TOPIC"), "The topic to write.");

    private static readonly PartOptions<KafkaOutputPlan> s_details = new PartOptions<KafkaOutputPlan>(new KafkaOutputPlan())
        .Switch(
            "output-kafka-json-format", "format", "Write messages in JSON.",
            plan => plan.Format == KafkaFormat.Json, (plan, on) => plan with { Format = on ? KafkaFormat.Json : KafkaFormat.Text })
        .Include("cluster", KafkaClusterOptions.Of("output"), plan => plan.Cluster, (plan, cluster) => plan with { Cluster = cluster });

    public override string Title => "Write to Kafka";

    public override IReadOnlyList<Option> Heads => [s_hosts, s_topic];

    public override IReadOnlyList<IPartOptions> Details => [s_details];

    public override void Read(OptionReader reader)
    {
        if (reader.TryGetBoth(s_hosts, s_topic, out var brokers, out var topic))
        {
            reader.Note($"/outputs/{reader.Outputs.Count}/topic", s_topic);
            reader.Add(s_hosts, new KafkaOutputPlan { Cluster = new KafkaClusterPlan { Brokers = brokers }, Topic = topic });
        }
    }

    public override bool TryWrite(OptionWriter writer, object part)
    {
        if (part is KafkaOutputPlan plan)
        {
            writer.Set(s_hosts, [KafkaClusterOptions.Brokers.Format(plan.Cluster.Brokers)]);
            writer.Set(s_topic, [plan.Topic]);
        }

        return part is KafkaOutputPlan;
    }
}
