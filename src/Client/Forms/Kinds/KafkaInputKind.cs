using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Forms.Kinds;

/// <summary>Records of a Kafka topic.</summary>
internal static class KafkaInputKind
{
    public static PartKind Kind { get; } = KafkaFields.Messages<KafkaInputPlan>(it => it.Topic, (it, text) => it with { Topic = text }, it => it.Format, (it, format) => it with { Format = format })
        .Number("offset", "Begin at", it => it.Offset, (it, number) => it with { Offset = number }, -2, long.MaxValue, new() { Hint = "-1 is the end, -2 the beginning, else this offset.", IsAdvanced = true })
        .Optional("group", "Consumer group", it => it.Group, (it, text) => it with { Group = text }, new() { Hint = "Shares the partitions, and remembers how far it came.", IsAdvanced = true })
        .Optional("speed", "Pace", it => it.Speed?.ToString(), (it, text) => it with { Speed = text is null ? null : FieldText.Speed(text) }, new() { Placeholder = "100%, 10/s or max", Hint = "Empty: as received from the end, as recorded from elsewhere.", IsAdvanced = true })
        .As("kafka", "Kafka topic", "Records that stand in a topic", () => new KafkaInputPlan(), it => $"Reads records from the Kafka topic {it.Topic}")
        .With(KafkaFields.Of<KafkaInputPlan>(it => it.Cluster, (it, cluster) => it with { Cluster = cluster }))
        .With(CommonFields.Input);
}
