using Microsoft.Extensions.Logging;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Relay;

/// <summary>
/// Sends records over a set of connections to one receiver, in turn, or all records of an exchange over the same one. Connects when the first record
/// comes, and makes connections again while they are down. Accounts for every record once its fate is known.
/// </summary>
internal sealed class RelaySender : IAsyncDisposable
{
    private const int Capacity = 256;
    private const long CapacityBytes = 32 << 20;

    private readonly CancellationTokenSource _stop = new();
    private readonly RelayQueue[] _queues;
    private readonly RelayLane[] _lanes;
    private readonly RelayReport _report;
    private Task? _work;

    /// <param name="target">The receiver.</param>
    /// <param name="plan">Number of connections and how records are dealt; validated.</param>
    /// <param name="account">Where every record is counted.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where it is told when the receiver is out of reach.</param>
    public RelaySender(RelayTarget target, RelayOutputPlan plan, LedgerAccount account, TimeProvider time, ILogger logger)
    {
        _report = new RelayReport(target.Description, plan.Connections, account, logger);
        var queues = plan.Sticky ? plan.Connections : 1;
        _queues = [.. Enumerable.Range(0, queues).Select(_ => new RelayQueue(Math.Max(16, Capacity / queues), CapacityBytes / queues))];
        _lanes = [.. Enumerable.Range(0, plan.Connections).Select(i => new RelayLane(target, _queues[i % queues], _report, time))];
    }

    /// <summary>What is wrong now, and what was lost.</summary>
    public IReadOnlyList<string> Warnings => _report.Warnings;

    /// <summary>What is wrong now; null while all connections stand.</summary>
    public string? Failure => _report.Failure;

    /// <summary>Records that no connection has taken yet.</summary>
    public int Waiting => _queues.Sum(queue => queue.Count);

    /// <summary>Takes a record; waits while the connections have enough to do, or are down.</summary>
    /// <exception cref="IOException">Sending is broken for good.</exception>
    public ValueTask SendAsync(Record record, CancellationToken cancellationToken)
    {
        Start();
        var queue = _queues.Length == 1 ? _queues[0] : _queues[record.Id.Hash32() % (uint)_queues.Length];
        return queue.AddAsync(record, cancellationToken);
    }

    /// <summary>No more records will come: returns when all of them are accounted for. A receiver that is out of reach is given up after some seconds.</summary>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        Start();
        End(null);
        await _work!.WaitAsync(cancellationToken).ConfigureAwait(false);
        CountRest(_report.Trouble?.Reason ?? LedgerReason.Stopped);
    }

    /// <summary>Breaks off what is under way. What was not delivered counts as stopped.</summary>
    public async ValueTask StopAsync()
    {
        End(null);
        await _stop.CancelAsync().ConfigureAwait(false);
        if (_work is not null)
        {
            await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        CountRest(LedgerReason.Stopped);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private void Start() => _work ??= Task.WhenAll(_lanes.Select(lane => Task.Run(() => RunAsync(lane))));

    private async Task RunAsync(RelayLane lane)
    {
        try
        {
            await lane.RunAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            End(failure);
            throw;
        }
    }

    private void End(Exception? failure)
    {
        foreach (var queue in _queues)
        {
            queue.End(failure);
        }
    }

    /// <summary>What no connection has taken.</summary>
    private void CountRest(LedgerReason reason)
    {
        foreach (var queue in _queues)
        {
            while (queue.TryTake(out _))
            {
                _report.Dropped(reason, 1);
            }
        }
    }
}
