using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Gor;
using TapeDeck.Engine.Kafka;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Replay;

namespace TapeDeck.Engine.Pipeline.Inputs;

/// <summary>
/// Records from the messages of a Kafka topic (spec §9), its partitions merged by time. It goes on until it is stopped. A consumer group is told how far it
/// came once the run has taken the records.
/// </summary>
public sealed class KafkaInput : IRecordInput
{
    private const int BatchRecords = 256;

    private readonly KafkaInputPlan _plan;
    private readonly string _topic;
    private readonly LedgerAccount _records;
    private readonly RecordConsumer _consumer;
    private readonly GorDamageLog _damages = new();

    private KafkaInput(KafkaInputPlan plan, KafkaCluster cluster, LedgerAccount records, TimeProvider time, ILogger logger)
    {
        (_plan, _topic, _records) = (plan, cluster.Description, records);
        _consumer = new RecordConsumer(cluster, plan, time, logger);
        var speed = plan.Speed ?? (plan.Offset == -1 ? null : ReplaySpeed.Original);
        Pacer = speed is { } pace ? new ReplayPacer(time, pace) : null;
    }

    /// <inheritdoc/>
    public string Name => $"kafka {_plan.Topic}";

    /// <summary>Holds the records back; null when they are given out as they are received.</summary>
    public ReplayPacer? Pacer { get; }

    /// <summary>What is wrong with the cluster now, and which messages held no record: the first 100 and a count of the rest.</summary>
    public IReadOnlyList<string> Warnings => [.. new[] { _consumer.Warning }.OfType<string>(), .. _damages.Lines];

    /// <summary>An input that connects when it is read.</summary>
    /// <param name="plan">Cluster, topic, where to begin, how fast.</param>
    /// <param name="records">Where records are counted: those handed on as delivered, messages that hold none as dropped.</param>
    /// <param name="time">The clock of the pace.</param>
    /// <param name="logger">Where it is told when the cluster is out of reach.</param>
    /// <exception cref="PlanException">Something is missing or malformed, or a file or variable it names cannot be read; below <c>/cluster</c>, at <c>/topic</c>, <c>/offset</c> or <c>/group</c>.</exception>
    public static KafkaInput Open(KafkaInputPlan plan, LedgerAccount records, TimeProvider time, ILogger logger)
    {
        var faults = new List<PlanFault>();
        var cluster = KafkaCluster.Read(plan.Cluster, plan.Topic, faults);
        if (plan.Offset < -2)
        {
            faults.Add(new PlanFault("/offset", $"{plan.Offset} is no place to begin: use -1 for the end, -2 for the beginning, or an offset from 0."));
        }

        if (plan.Group is "")
        {
            faults.Add(new PlanFault("/group", "A consumer group has a name."));
        }

        return faults.Count > 0 ? throw new PlanException(faults) : new KafkaInput(plan, cluster, records, time, logger);
    }

    /// <inheritdoc/>
    /// <remarks>Can be enumerated once.</remarks>
    /// <exception cref="IOException">The cluster is out of reach from the start, refuses, or does not have what was asked for.</exception>
    public async IAsyncEnumerable<ReadOnlyMemory<Record>> ReadAsync([EnumeratorCancellation] CancellationToken stop)
    {
        var taken = new ConsumedRecord[BatchRecords];
        while (await TakeAsync(taken, stop).ConfigureAwait(false) is { Records.Length: > 0 } batch)
        {
            for (int first = 0, count; (count = await TakeDueAsync(batch.Records.AsMemory(first), stop).ConfigureAwait(false)) > 0; first += count)
            {
                _records.Seen(count);
                _records.Delivered(count);
                yield return batch.Records.AsMemory(first, count);
                batch.Took(first, count, _consumer);
            }
        }

        await _consumer.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _consumer.DisposeAsync();

    /// <summary>The next records; none once stopped.</summary>
    private async ValueTask<ConsumedBatch> TakeAsync(ConsumedRecord[] taken, CancellationToken stop)
    {
        try
        {
            while (await _consumer.TakeAsync(taken, stop).ConfigureAwait(false) is var count and > 0)
            {
                var batch = ConsumedBatch.From(taken.AsSpan(0, count), Count, _consumer);
                if (batch.Records.Length > 0)
                {
                    return batch;
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What was not handed on stays in Kafka.
        }

        return ConsumedBatch.Empty;
    }

    private ValueTask<int> TakeDueAsync(Memory<Record> records, CancellationToken stop) =>
        Pacer is null ? ValueTask.FromResult(records.Length) : Pacer.TakeUntilStoppedAsync(records, stop);

    private void Count(ConsumedRecord broken)
    {
        _records.Seen();
        _records.Dropped(LedgerReason.Unparsable);
        _damages.Add($"{_topic}, partition {broken.Partition}, offset {broken.Offset}: {broken.Fault}");
    }
}
