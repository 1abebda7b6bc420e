using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Runs;

namespace TapeDeck.Engine.Replay;

/// <summary>
/// Sends requests over at most so many connections, each as soon as one is free, without waiting for the answers of others. Accounts for every
/// request and tells its outcome.
/// </summary>
internal sealed class HttpSender : IAsyncDisposable
{
    /// <summary>Room for more than one batch, so that connections have work while the next one is fetched.</summary>
    private const int QueuedRequests = 512;

    private readonly LedgerAccount _account;
    private readonly IReplayResultSink? _results;
    private readonly TimeProvider _time;
    private readonly RequestQueue _queue = new(QueuedRequests);
    private readonly ReplayStatistics _statistics;
    private readonly ReplayConnection[] _connections;
    private readonly ITimer _watch;
    private readonly Task _work;
    private long _number;

    /// <param name="target">The server.</param>
    /// <param name="plan">Connections, limits and options; validated.</param>
    /// <param name="account">Where every request is counted once its fate is known.</param>
    /// <param name="results">Who wants the outcomes; null for nobody, and then no response is kept.</param>
    /// <param name="time">The clock.</param>
    public HttpSender(ReplayTarget target, HttpOutputPlan plan, LedgerAccount account, IReplayResultSink? results, TimeProvider time)
    {
        _account = account;
        _results = results;
        _time = time;
        _statistics = new ReplayStatistics(time);
        var kept = plan with { ResponseLimitBytes = results is null ? 0 : plan.ResponseLimitBytes };
        _connections = [.. Enumerable.Range(0, plan.Connections).Select(_ => new ReplayConnection(target, kept, time))];
        var interval = TimeSpan.FromMilliseconds(Math.Clamp(plan.Timeout.TotalMilliseconds / 10, 5, 100));
        _watch = time.CreateTimer(_ => ExpireExchanges(), null, interval, interval);
        _work = Task.WhenAll(_connections.Select(connection => Task.Run(() => WorkAsync(connection))));
    }

    /// <summary>The figures now.</summary>
    public ReplayProgress Progress => _statistics.Snapshot(_queue.Count);

    /// <summary>Takes a request; waits while all connections are busy and enough requests wait for one.</summary>
    /// <param name="request">The request.</param>
    /// <param name="arrived">When it came, in ticks of the clock: its due time if it has none of its own.</param>
    /// <param name="cancellationToken">Ends the wait; the request is not taken then.</param>
    public async ValueTask SendAsync(Record request, long arrived, CancellationToken cancellationToken)
    {
        var pending = new QueuedRequest(request, _number, request.DueTimestamp == 0 ? arrived : request.DueTimestamp);
        while (!_queue.TryAdd(pending))
        {
            await _queue.WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }

        _number++;
    }

    /// <summary>No more requests will come: returns when all outcomes are known.</summary>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        _queue.End();
        await _work.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Breaks off what is under way; what still waits is not sent. All of it counts as stopped.</summary>
    public async ValueTask StopAsync()
    {
        foreach (var connection in _connections)
        {
            connection.Guard.Stop();
        }

        _queue.End();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        await _watch.DisposeAsync().ConfigureAwait(false);
    }

    private async Task WorkAsync(ReplayConnection connection)
    {
        try
        {
            var waiter = new RequestWaiter();
            var exchange = new ReplayExchange();
            while (await _queue.TakeAsync(waiter).ConfigureAwait(false))
            {
                exchange.Begin(waiter.Request);
                _statistics.Begin();
                await connection.RunAsync(exchange).ConfigureAwait(false);
                Account(exchange);
            }
        }
        catch (Exception failure)
        {
            _queue.Fail(failure);
            throw;
        }
        finally
        {
            connection.Dispose();
        }
    }

    private void Account(ReplayExchange exchange)
    {
        if (exchange.Failure is { } failure)
        {
            _account.Dropped(failure.Reason);
        }
        else
        {
            _account.Delivered();
        }

        _statistics.End(exchange);
        _results?.Add(exchange.ToResult());
    }

    private void ExpireExchanges()
    {
        var now = _time.GetTimestamp();
        foreach (var connection in _connections)
        {
            connection.Guard.Expire(now);
        }
    }
}
