using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Forms.Kinds;

/// <summary>Records as messages of a Kafka topic.</summary>
internal static class KafkaOutputKind
{
    public static PartKind Kind { get; } = KafkaFields.Messages<KafkaOutputPlan>(it => it.Topic, (it, text) => it with { Topic = text }, it => it.Format, (it, format) => it with { Format = format })
        .As("kafka", "Kafka topic", "A message for each record", () => new KafkaOutputPlan(), it => $"Writes every record to the Kafka topic {it.Topic}")
        .With(KafkaFields.Of<KafkaOutputPlan>(it => it.Cluster, (it, cluster) => it with { Cluster = cluster }))
        .With(CommonFields.Output);
}
