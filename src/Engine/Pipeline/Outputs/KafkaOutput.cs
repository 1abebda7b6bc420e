using Microsoft.Extensions.Logging;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Kafka;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Pipeline.Outputs;

/// <summary>Records as messages of a Kafka topic (spec §9). Delivered means that all replicas have the message.</summary>
public sealed class KafkaOutput : IRecordOutput
{
    private readonly LedgerAccount _account;
    private readonly RecordProducer _producer;

    private KafkaOutput(RecordProducer producer, LedgerAccount account) => (_producer, _account) = (producer, account);

    /// <inheritdoc/>
    public string Name => _account.Name;

    /// <inheritdoc/>
    public string? Failure => _producer.Failure;

    /// <inheritdoc/>
    public int Waiting => _producer.UnderWay;

    /// <summary>What is wrong with the cluster now, and what was lost.</summary>
    public IReadOnlyList<string> Warnings => _producer.Warnings;

    /// <summary>An output that connects when the first record comes. A cluster that is out of reach is no fault of the plan; it is warned of, and what cannot be delivered is counted.</summary>
    /// <param name="plan">Cluster, topic, format.</param>
    /// <param name="account">The output's account; its name becomes the output's.</param>
    /// <param name="logger">Where it is told when the cluster is out of reach.</param>
    /// <exception cref="PlanException">Something is missing or malformed, or a file or variable it names cannot be read; below <c>/cluster</c>, or at <c>/topic</c>.</exception>
    public static KafkaOutput Open(KafkaOutputPlan plan, LedgerAccount account, ILogger logger)
    {
        var faults = new List<PlanFault>();
        var cluster = KafkaCluster.Read(plan.Cluster, plan.Topic, faults);
        return faults.Count > 0 ? throw new PlanException(faults) : new KafkaOutput(new RecordProducer(cluster, plan.Format, account, logger), account);
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ReadOnlyMemory<Record> batch, CancellationToken cancellationToken)
    {
        try
        {
            for (var i = 0; i < batch.Length; i++)
            {
                await _producer.SendAsync(batch.Span[i], cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            _producer.Stop();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _producer.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            _producer.Stop();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _producer.Dispose();
        return ValueTask.CompletedTask;
    }
}
