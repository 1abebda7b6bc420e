using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Relay;

namespace TapeDeck.Engine.Kafka;

/// <summary>
/// Produces records to a topic, keyed by connection: idempotent, acknowledged by all replicas, each in order. A record that could not be delivered
/// within 30 s is counted with the reason. Connects when the first record comes.
/// </summary>
internal sealed class RecordProducer : IDisposable
{
    private const int MostUnderWay = 10_000;
    private const int MostUnderWayBytes = 64 << 20;
    private const int MostMessageBytes = 200 << 20;
    private static readonly TimeSpan s_deliveryLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_slice = TimeSpan.FromMilliseconds(100);

    private readonly KafkaCluster _cluster;
    private readonly KafkaFormat _format;
    private readonly LedgerAccount _account;
    private readonly KafkaHealth _health;
    private readonly FlowLimit _underWay = new(MostUnderWay, MostUnderWayBytes);
    private readonly Lock _lock = new();
    private IProducer<byte[], byte[]>? _producer;
    private Error? _lastFailure;
    private long _failed;
    private bool _isStopped;

    /// <param name="cluster">Where to.</param>
    /// <param name="format">How records stand in messages.</param>
    /// <param name="account">Where every record is counted once its fate is known.</param>
    /// <param name="logger">Where it is told when the cluster is out of reach.</param>
    public RecordProducer(KafkaCluster cluster, KafkaFormat format, LedgerAccount account, ILogger logger)
    {
        (_cluster, _format, _account) = (cluster, format, account);
        _health = new KafkaHealth(cluster.Description, logger);
    }

    /// <summary>What is wrong now; null while the cluster answers.</summary>
    public string? Failure => _health.Warning;

    /// <summary>Records whose fate is not known yet.</summary>
    public int UnderWay => (int)_underWay.Count;

    /// <summary>What is wrong now, and what was lost.</summary>
    public IReadOnlyList<string> Warnings
    {
        get
        {
            lock (_lock)
            {
                var lost = _lastFailure is null ? null : $"{_failed} records were not delivered to Kafka topic {_cluster.Description}, the last one because: {_lastFailure.Reason}.";
                return [.. new[] { _health.Warning, lost }.OfType<string>()];
            }
        }
    }

    /// <summary>Takes a record; waits while too much is under way.</summary>
    /// <exception cref="IOException">The client library has given up for good.</exception>
    public async ValueTask SendAsync(Record record, CancellationToken cancellationToken)
    {
        _producer ??= Build();
        var value = MessageFormat.Write(record, _format);
        var message = new Message<byte[], byte[]> { Key = MessageFormat.KeyOf(record.Id), Value = value };
        await _underWay.EnterAsync(value.Length, cancellationToken).ConfigureAwait(false);
        try
        {
            _producer.Produce(_cluster.Topic, message, report => OnReport(report.Error, value.Length));
        }
        catch (ProduceException<byte[], byte[]> refused)
        {
            OnReport(refused.Error, value.Length);
            if (refused.Error.IsFatal)
            {
                throw new IOException($"Producing to {_cluster.Description} broke off: {refused.Error.Reason}.", refused);
            }
        }
    }

    /// <summary>No more records will come: returns when the fate of all of them is known.</summary>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        while (_producer is not null && _underWay.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Run(() => _producer.Flush(s_slice), CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Breaks off: what is under way counts as stopped, whatever becomes of it.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            if (!_isStopped)
            {
                _isStopped = true;
                _account.Dropped(LedgerReason.Stopped, _underWay.Count);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        _producer?.Dispose();
    }

    private IProducer<byte[], byte[]> Build()
    {
        var config = new ProducerConfig(new Dictionary<string, string>(_cluster.Config))
        {
            EnableIdempotence = true,
            Acks = Acks.All,
            CompressionType = CompressionType.Snappy,
            LingerMs = 20,
            MessageTimeoutMs = (int)s_deliveryLimit.TotalMilliseconds,
            MessageMaxBytes = MostMessageBytes,
            QueueBufferingMaxMessages = 2 * MostUnderWay,
            QueueBufferingMaxKbytes = int.MaxValue,
        };
        return new ProducerBuilder<byte[], byte[]>(config)
            .SetErrorHandler((_, error) => _health.OnError(error))
            .SetLogHandler((_, message) => _health.OnLog(message))
            .Build();
    }

    private void OnReport(Error error, int bytes)
    {
        lock (_lock)
        {
            if (_isStopped)
            {
                return;
            }

            if (error.IsError)
            {
                (_lastFailure, _failed) = (error, _failed + 1);
                _account.Dropped(KafkaTrouble.ReasonOf(error, _health.Trouble));
            }
            else
            {
                _health.OnSuccess();
                _account.Delivered();
            }

            _underWay.Leave(bytes);
        }
    }
}
