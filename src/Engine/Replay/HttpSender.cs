using System.Runtime.CompilerServices;
using TapeDeck.Engine.Accounting;
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
    private readonly ReplayAnswers? _answers;
    private readonly TimeProvider _time;
    private readonly SenderLimits _limits;
    private readonly RequestQueue _queue;
    private readonly ReplayStatistics _statistics;
    private readonly IReplayConnection[] _connections;
    private readonly long _idleTicks;
    private readonly ITimer _watch;
    private Task _work = Task.CompletedTask;
    private long _number;

    /// <param name="limits">How much at once and for how long.</param>
    /// <param name="newConnection">Makes one of the connections; none is opened yet.</param>
    /// <param name="options">Where every request is counted once its fate is known, and what else is needed.</param>
    /// <param name="results">Who wants the outcomes; null for nobody.</param>
    /// <param name="answers">Where complete answers go; null for nowhere.</param>
    public HttpSender(SenderLimits limits, Func<IReplayConnection> newConnection, ReplayOptions options, IReplayResultSink? results, ReplayAnswers? answers)
    {
        _account = options.Ledger.Account(options.Name);
        _limits = limits;
        _results = results;
        _answers = answers;
        _time = options.Time;
        _queue = options.KeepSessions
            ? new RequestQueue(limits.Queue.Capacity, limits.Queue.CapacityBytes, new SessionLine())
            : new RequestQueue(QueuedRequests, limits.Queue.CapacityBytes, new ArrivalLine());
        _statistics = new ReplayStatistics(_time);
        _connections = [.. Enumerable.Range(0, limits.Connections).Select(_ => newConnection())];
        _idleTicks = (long)(limits.IdleTimeout.TotalSeconds * _time.TimestampFrequency);
        var interval = TimeSpan.FromMilliseconds(Math.Clamp(limits.Timeout.TotalMilliseconds / 10, 5, 100));
        _watch = _time.CreateTimer(_ => Watch(), null, interval, interval);
    }

    /// <summary>The figures now.</summary>
    public ReplayProgress Progress => _statistics.Snapshot(_queue.Count);

    /// <summary>Requests waiting for a connection.</summary>
    public int Waiting => _queue.Count;

    /// <summary>Takes a request; waits while all connections are busy and enough requests wait for one.</summary>
    /// <param name="request">The request.</param>
    /// <param name="arrived">When it came, in ticks of the clock: its due time if it has none of its own.</param>
    /// <param name="cancellationToken">Ends the wait; the request is not taken then.</param>
    public async ValueTask SendAsync(Record request, long arrived, CancellationToken cancellationToken)
    {
        if (_number == 0)
        {
            Start();
        }

        var pending = new QueuedRequest(request, _number, request.DueTimestamp == 0 ? arrived : request.DueTimestamp);
        while (!_queue.TryAdd(pending))
        {
            await _queue.WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }

        _number++;
    }

    /// <summary>No more requests will come: returns when all outcomes are known and all answers handed on.</summary>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        _queue.End();
        await _work.WaitAsync(cancellationToken).ConfigureAwait(false);
        _answers?.End();
    }

    /// <summary>Breaks off what is under way; what still waits is not sent. All of it counts as stopped.</summary>
    public async ValueTask StopAsync()
    {
        foreach (var connection in _connections)
        {
            connection.Guard.Stop();
        }

        _answers?.End();
        _queue.End();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        await _watch.DisposeAsync().ConfigureAwait(false);
        if (_answers is not null)
        {
            await _answers.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>All loops stand in line before the first request comes, those last that open their connections ahead: they are the first to be taken.</summary>
    private void Start()
    {
        var first = _connections.Length - _limits.MinConnections;
        _work = Task.WhenAll(_connections.Select((connection, index) =>
        {
            var waiter = new RequestWaiter();
            var turn = _queue.EnlistAsync(waiter).AsTask();
            return Task.Run(() => WorkAsync(connection, waiter, turn, index >= first), CancellationToken.None);
        }).ToArray());
    }

    private async Task WorkAsync(IReplayConnection connection, RequestWaiter waiter, Task<bool> turn, bool opensAhead)
    {
        try
        {
            if (opensAhead)
            {
                await connection.OpenAsync().ConfigureAwait(false);
            }

            var exchange = new ReplayExchange();
            var any = await turn.ConfigureAwait(false);
            while (any)
            {
                await SendAsync(connection, waiter, exchange).ConfigureAwait(false);
                any = await _queue.TakeAsync(waiter).ConfigureAwait(false);
            }
        }
        catch (Exception failure)
        {
            _queue.Fail(failure);
            _answers?.End();
            throw;
        }
        finally
        {
            connection.Dispose();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendAsync(IReplayConnection connection, RequestWaiter waiter, ReplayExchange exchange)
    {
        if (waiter.IsNewSession)
        {
            waiter.IsNewSession = false;
            connection.Close();
        }

        exchange.Begin(waiter.Request);
        _statistics.Begin();
        await connection.RunAsync(exchange).ConfigureAwait(false);
        Account(exchange);
        if (_answers is not null && exchange is { Failure: null, Response: { } answer })
        {
            await _answers.AddAsync(answer).ConfigureAwait(false);
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

    /// <summary>Ends exchanges whose time is up, and closes connections that rested for too long as long as enough stay open.</summary>
    private void Watch()
    {
        var now = _time.GetTimestamp();
        var open = 0;
        foreach (var connection in _connections)
        {
            connection.Guard.Expire(now);
            open += connection.Guard.HasConnection ? 1 : 0;
        }

        for (var i = 0; i < _connections.Length && open > _limits.MinConnections; i++)
        {
            open -= _connections[i].Guard.TryRetire(now, _idleTicks) ? 1 : 0;
        }
    }
}
