using System.Text.Json.Serialization;

namespace TapeDeck.Engine.Plans;

/// <summary>Records from a Kafka topic (spec §9). <c>--input-kafka-host</c>, <c>--input-kafka-topic</c>.</summary>
public sealed record KafkaInputPlan : InputPlan
{
    /// <summary>The cluster and how to sign in to it.</summary>
    public KafkaClusterPlan Cluster { get; init; } = new();

    /// <summary>One topic, all of its partitions.</summary>
    public string Topic { get; init; } = "";

    /// <summary>How records stand in messages.</summary>
    public KafkaFormat Format { get; init; }

    /// <summary>Where to begin: <c>-1</c> at the end, <c>-2</c> at the beginning, or this offset in every partition. <c>--input-kafka-offset</c>.</summary>
    public long Offset { get; init; } = -1;

    /// <summary>Consumer group that shares the partitions and remembers how far it came; null to read all partitions alone.</summary>
    public string? Group { get; init; }

    /// <summary>Pace relative to the recording; null emits as received when reading from the end, else as recorded.</summary>
    public ReplaySpeed? Speed { get; init; }

    /// <inheritdoc/>
    /// <remarks>What is not read yet stays in Kafka.</remarks>
    [JsonIgnore]
    public override bool IsLive => false;
}

/// <summary>How records stand in Kafka messages.</summary>
public enum KafkaFormat
{
    /// <summary>Header line and payload, without separator.</summary>
    Text,

    /// <summary>A JSON object with the members of spec §9.</summary>
    Json,
}
