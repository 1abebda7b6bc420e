using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Kafka;

/// <summary>
/// Reads the records of a topic on a thread of its own: of all partitions alone, or as a member of a consumer group that shares them and remembers how far
/// it came. Never reads much more than is taken.
/// </summary>
internal sealed class RecordConsumer : IAsyncDisposable
{
    private const int MostMessageBytes = 200 << 20;
    private const int MostPrefetchedKilobytes = 32 << 10;
    private const int MessagesATurn = 1000;
    private const double Resumes = 0.5;
    private static readonly TimeSpan s_turn = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_sessionLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_closeLimit = TimeSpan.FromSeconds(10);

    private readonly KafkaCluster _cluster;
    private readonly KafkaInputPlan _plan;
    private readonly TimeProvider _time;
    private readonly KafkaHealth _health;
    private readonly TopicPartitions _topic;
    private readonly PartitionMerge _merge;
    private readonly HashSet<TopicPartition> _known = [];
    private readonly HashSet<TopicPartition> _paused = [];
    private readonly Dictionary<int, long> _taken = [];
    private readonly CancellationTokenSource _stop = new();
    private Task? _work;
    private long _lookedAt;

    public RecordConsumer(KafkaCluster cluster, KafkaInputPlan plan, TimeProvider time, ILogger logger)
    {
        (_cluster, _plan, _time) = (cluster, plan, time);
        _health = new KafkaHealth(cluster.Description, logger);
        _topic = new TopicPartitions(cluster, plan.Offset, time);
        _merge = new PartitionMerge(waits: plan.Offset != Offset.End, time);
    }

    /// <summary>What is wrong with the cluster now; null when nothing is known to be.</summary>
    public string? Warning => _health.Warning;

    /// <summary>Takes what is next, at least one; 0 once stopped.</summary>
    /// <exception cref="IOException">The cluster is out of reach from the start, refuses, or does not have what was asked for.</exception>
    public ValueTask<int> TakeAsync(ConsumedRecord[] buffer, CancellationToken cancellationToken)
    {
        _work ??= Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return _merge.TakeAsync(buffer, cancellationToken);
    }

    /// <summary>A record was handed on: a group need not read it again.</summary>
    public void Took(int partition, long offset)
    {
        if (_plan.Group is not null)
        {
            lock (_taken)
            {
                _taken[partition] = offset + 1;
            }
        }
    }

    /// <summary>Remembers how far the group came and leaves it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        if (_work is not null)
        {
            await _work.WaitAsync(s_closeLimit, _time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Run()
    {
        try
        {
            using var consumer = Build();
            Begin(consumer, _topic.Reach(consumer, _health, _stop.Token));
            while (!_stop.IsCancellationRequested)
            {
                Turn(consumer);
                _merge.Pulse();
            }

            StoreTaken(consumer);
            consumer.Close();
            _merge.End(null);
        }
        catch (Exception failure)
        {
            _merge.End(failure as IOException ?? new IOException($"Reading Kafka topic {_cluster.Description} broke off: {failure.Message}", failure));
        }
    }

    private IConsumer<byte[], byte[]> Build()
    {
        var config = new ConsumerConfig(new Dictionary<string, string>(_cluster.Config))
        {
            GroupId = _plan.Group ?? "tapedeck", // asked for by the library, of no effect without a subscription
            EnableAutoCommit = _plan.Group is not null,
            EnableAutoOffsetStore = false,
            AutoCommitIntervalMs = 1000,
            SessionTimeoutMs = (int)s_sessionLimit.TotalMilliseconds,
            AutoOffsetReset = AutoOffsetReset.Error,
            AllowAutoCreateTopics = false,
            EnablePartitionEof = true,
            FetchWaitMaxMs = 100,
            QueuedMaxMessagesKbytes = MostPrefetchedKilobytes,
            MessageMaxBytes = MostMessageBytes,
            ReceiveMessageMaxBytes = MostMessageBytes + (1 << 20),
            TopicMetadataRefreshIntervalMs = (int)s_betweenLooks.TotalMilliseconds,
        };
        return new ConsumerBuilder<byte[], byte[]>(config)
            .SetErrorHandler((_, error) => _health.OnError(error))
            .SetLogHandler((_, message) => _health.OnLog(message))
            .SetPartitionsAssignedHandler(OnAssigned)
            .SetPartitionsRevokedHandler((_, partitions) => OnRevoked(partitions))
            .SetPartitionsLostHandler((_, partitions) => OnRevoked(partitions))
            .Build();
    }

    private void Begin(IConsumer<byte[], byte[]> consumer, IReadOnlyList<TopicPartition> partitions)
    {
        _lookedAt = _time.GetTimestamp();
        if (_plan.Group is not null)
        {
            consumer.Subscribe(_cluster.Topic);
            return;
        }

        Open(partitions);
        _known.UnionWith(partitions);
        consumer.IncrementalAssign(partitions.Select(partition => _topic.Start(consumer, partition)).ToList());
    }

    private void Turn(IConsumer<byte[], byte[]> consumer)
    {
        StoreTaken(consumer);
        ResumePaused(consumer);
        LookForNewPartitions(consumer);
        var wait = s_turn;
        for (var i = 0; i < MessagesATurn && Consume(consumer, wait) is { } result; i++)
        {
            if (result.IsPartitionEOF)
            {
                _merge.MarkEnd(result.Partition.Value);
            }
            else
            {
                Add(consumer, result);
            }

            wait = TimeSpan.Zero;
        }
    }

    private ConsumeResult<byte[], byte[]>? Consume(IConsumer<byte[], byte[]> consumer, TimeSpan wait)
    {
        try
        {
            var result = consumer.Consume(wait);
            if (result is not null)
            {
                _health.OnSuccess();
            }

            return result;
        }
        catch (ConsumeException failure) when (!failure.Error.IsFatal && !KafkaTrouble.EndsReading(failure.Error))
        {
            _health.OnError(failure.Error);
            return null;
        }
    }

    private void Add(IConsumer<byte[], byte[]> consumer, ConsumeResult<byte[], byte[]> result)
    {
        var value = result.Message.Value;
        var record = MessageFormat.Read(value, _plan.Format, out var fault);
        _merge.Add(new ConsumedRecord(result.Partition.Value, result.Offset.Value, value?.Length ?? 0, record, fault));
        if (_merge.Fill(result.Partition.Value) >= 1 && _paused.Add(result.TopicPartition))
        {
            consumer.Pause([result.TopicPartition]);
        }
    }

    private void ResumePaused(IConsumer<byte[], byte[]> consumer)
    {
        var ready = _paused.Where(partition => _merge.Fill(partition.Partition.Value) <= Resumes).ToList();
        if (ready.Count > 0)
        {
            _paused.ExceptWith(ready);
            consumer.Resume(ready);
        }
    }

    /// <summary>Partitions that were added to the topic are read from their beginning. A group is told of them by its coordinator.</summary>
    private void LookForNewPartitions(IConsumer<byte[], byte[]> consumer)
    {
        if (_plan.Group is not null || _time.GetElapsedTime(_lookedAt) < s_betweenLooks)
        {
            return;
        }

        _lookedAt = _time.GetTimestamp();
        var added = _topic.TryFind(consumer)?.Where(_known.Add).ToList() ?? [];
        if (added.Count > 0)
        {
            Open(added);
            consumer.IncrementalAssign(added.Select(partition => new TopicPartitionOffset(partition, Offset.Beginning)));
        }
    }

    /// <summary>A group begins where it ended, or where the plan says in partitions that are new to it.</summary>
    private IEnumerable<TopicPartitionOffset> OnAssigned(IConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions)
    {
        Open(partitions);
        return consumer.Committed(partitions, s_closeLimit)
            .Select(committed => committed.Offset == Offset.Unset ? _topic.Start(consumer, committed.TopicPartition) : committed).ToList();
    }

    private void OnRevoked(List<TopicPartitionOffset> partitions)
    {
        foreach (var revoked in partitions)
        {
            _merge.Close(revoked.Partition.Value);
            _paused.Remove(revoked.TopicPartition);
        }
    }

    private void Open(IEnumerable<TopicPartition> partitions)
    {
        foreach (var partition in partitions)
        {
            _merge.Open(partition.Partition.Value);
        }
    }

    private void StoreTaken(IConsumer<byte[], byte[]> consumer)
    {
        lock (_taken)
        {
            var own = consumer.Assignment;
            foreach (var (partition, offset) in _taken)
            {
                var place = new TopicPartition(_cluster.Topic, partition);
                if (own.Contains(place))
                {
                    consumer.StoreOffset(new TopicPartitionOffset(place, offset));
                }
            }

            _taken.Clear();
        }
    }
}
