using Confluent.Kafka;

namespace TapeDeck.Engine.Kafka;

/// <summary>Asks the cluster for a topic's partitions and where to begin in them.</summary>
/// <param name="cluster">Cluster and topic.</param>
/// <param name="offset">−1 at the end, −2 at the beginning, or an offset that every partition must have.</param>
/// <param name="time">The clock.</param>
internal sealed class TopicPartitions(KafkaCluster cluster, long offset, TimeProvider time)
{
    private static readonly TimeSpan s_reachLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_slice = TimeSpan.FromSeconds(1);

    /// <summary>The partitions there are, once the cluster answers; none when stopped before.</summary>
    /// <exception cref="IOException">The cluster does not answer in time, refuses, or has no such topic.</exception>
    public IReadOnlyList<TopicPartition> Reach(IConsumer<byte[], byte[]> consumer, KafkaHealth health, CancellationToken stop)
    {
        var since = time.GetTimestamp();
        while (!stop.IsCancellationRequested)
        {
            if (TryFind(consumer) is { } found)
            {
                return found;
            }

            consumer.Consume(TimeSpan.Zero); // hears of errors
            if (health.Trouble is { } refusal && KafkaTrouble.IsRefusal(refusal))
            {
                throw new IOException($"Kafka refuses to serve topic {cluster.Description}: {refusal.Reason}.");
            }

            if (time.GetElapsedTime(since) >= s_reachLimit)
            {
                throw new IOException($"Kafka topic {cluster.Description} could not be reached: {health.Trouble?.Reason ?? "no broker answers"}.");
            }
        }

        return [];
    }

    /// <summary>The partitions there are now; null when the cluster does not answer.</summary>
    /// <exception cref="IOException">There is no such topic, or it may not be read.</exception>
    public IReadOnlyList<TopicPartition>? TryFind(IConsumer<byte[], byte[]> consumer)
    {
        TopicMetadata topic;
        try
        {
            using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
            topic = admin.GetMetadata(cluster.Topic, s_slice).Topics.Single(one => one.Topic == cluster.Topic);
        }
        catch (KafkaException)
        {
            return null; // the reason comes as an error of the consumer
        }

        return topic.Error.Code switch
        {
            ErrorCode.NoError => [.. topic.Partitions.Select(partition => new TopicPartition(cluster.Topic, partition.PartitionId))],
            ErrorCode.LeaderNotAvailable => null,
            _ => throw new IOException($"Kafka topic {cluster.Description} cannot be read: {topic.Error.Reason}."),
        };
    }

    /// <summary>Where to begin in a partition that nobody has read for us before.</summary>
    /// <exception cref="IOException">The partition does not have the offset asked for.</exception>
    /// <exception cref="KafkaException">The cluster does not answer.</exception>
    public TopicPartitionOffset Start(IConsumer<byte[], byte[]> consumer, TopicPartition partition)
    {
        if (offset == Offset.Beginning)
        {
            return new TopicPartitionOffset(partition, Offset.Beginning);
        }

        var held = consumer.QueryWatermarkOffsets(partition, s_reachLimit);
        if (offset != Offset.End && (offset < held.Low || offset > held.High))
        {
            throw new IOException(
                $"Offset {offset} is not in partition {partition.Partition.Value} of Kafka topic {cluster.Description}, which goes from {held.Low.Value} to {held.High.Value}.");
        }

        return new TopicPartitionOffset(partition, offset == Offset.End ? held.High : offset);
    }
}
