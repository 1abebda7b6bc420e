namespace TapeDeck.Engine.Plans;

/// <summary>Records as messages of a Kafka topic, keyed by connection (spec §9). <c>--output-kafka-host</c>, <c>--output-kafka-topic</c>.</summary>
public sealed record KafkaOutputPlan : OutputPlan
{
    /// <summary>The cluster and how to sign in to it.</summary>
    public KafkaClusterPlan Cluster { get; init; } = new();

    /// <summary>The topic.</summary>
    public string Topic { get; init; } = "";

    /// <summary>How records stand in messages.</summary>
    public KafkaFormat Format { get; init; }
}
