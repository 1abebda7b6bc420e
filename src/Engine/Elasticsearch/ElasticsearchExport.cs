using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Replay;

namespace TapeDeck.Engine.Elasticsearch;

/// <summary>
/// Exports each exchange with a complete response as a document (spec §5.7). It never holds the replay up: documents that find no room are
/// dropped and counted, in an account of its own.
/// </summary>
internal sealed class ElasticsearchExport : IReplayResultSink, IAsyncDisposable
{
    private const int Senders = 2;
    private const int MostComplaints = 5;

    private readonly ElasticsearchTarget _target;
    private readonly IBulkClient _client;
    private readonly TimeProvider _time;
    private readonly TimeSpan _drainTimeout;
    private readonly LedgerAccount _account;
    private readonly DocumentQueue _queue;
    private readonly CancellationTokenSource _abandon = new();
    private readonly HashSet<string> _complaints = [];
    private readonly Task _work;

    /// <param name="target">The server and the index.</param>
    /// <param name="client">Sends batches; disposed with the export.</param>
    /// <param name="options">Clock, account and how long the end may take.</param>
    public ElasticsearchExport(ElasticsearchTarget target, IBulkClient client, ReplayOptions options)
    {
        _target = target;
        _client = client;
        _time = options.Time;
        _drainTimeout = options.DrainTimeout;
        _account = options.Ledger.Account($"{options.Name} elasticsearch");
        _queue = new DocumentQueue(_time);
        var delivery = new BulkDelivery(client, _account, _time, Complain);
        _work = Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => Task.Run(() => WorkAsync(delivery))));
    }

    /// <summary>What the server or the way to it had against documents, each thing once.</summary>
    public IReadOnlyList<string> Warnings
    {
        get
        {
            lock (_complaints)
            {
                return [.. _complaints.Select(complaint => $"Elasticsearch: {complaint}")];
            }
        }
    }

    public void Add(ReplayResult result)
    {
        if (result.Failure is not null || result.Response is null)
        {
            return;
        }

        _account.Seen();
        if (!_queue.TryAdd(ExchangeDocument.Write(result, _target.IndexAt(_time.GetLocalNow()), _time)))
        {
            _account.Dropped(_abandon.IsCancellationRequested ? LedgerReason.Stopped : LedgerReason.QueueFull);
        }
    }

    /// <summary>No more exchanges will come: returns when every document is delivered or counted, at the latest after the time the end may take.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        _queue.End();
        using var limit = new CancellationTokenSource(_drainTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using (either.Token.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _abandon))
        {
            await _work.ConfigureAwait(false);
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Sends nothing more and counts what is left.</summary>
    public async Task StopAsync()
    {
        await _abandon.CancelAsync().ConfigureAwait(false);
        _queue.End();
        await _work.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _abandon.Dispose();
        _client.Dispose();
    }

    private async Task WorkAsync(BulkDelivery delivery)
    {
        while (await _queue.TakeAsync().ConfigureAwait(false) is { } batch)
        {
            await delivery.DeliverAsync(batch, _abandon.Token).ConfigureAwait(false);
        }
    }

    private void Complain(string about)
    {
        lock (_complaints)
        {
            if (_complaints.Count < MostComplaints)
            {
                _complaints.Add(about);
            }
        }
    }
}
