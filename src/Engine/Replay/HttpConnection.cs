using System.Buffers;
using System.Runtime.CompilerServices;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Replay;

/// <summary>Carries out HTTP exchanges over one connection that is kept open while the target allows it, and follows redirects from there.</summary>
internal sealed class HttpConnection(ReplayRoute route, HttpOutputPlan plan, ReplayOptions options) : IReplayConnection
{
    /// <summary>A redirect's Location is looked for in so much of the response.</summary>
    private const int RedirectBytes = 64 << 10;

    /// <summary>A connection that rested for longer is looked at before it is used again: the target may have closed it.</summary>
    private static readonly TimeSpan s_trusted = TimeSpan.FromMilliseconds(1);

    private readonly TimeProvider _time = options.Time;
    private readonly RequestWriter _writer = new(route, plan.OriginalHost);
    private readonly ResponseReceiver _reader = new(plan.ResponseLimitBytes, plan.Redirects > 0 ? RedirectBytes : 0);
    private TargetStream? _stream;
    private long _lastUsed;
    private bool _isSent;

    public ExchangeGuard Guard { get; } = new(options.Time, plan.Timeout);

    public async ValueTask OpenAsync()
    {
        Guard.Begin();
        _stream = NewStream(route);
        var isOpen = Guard.TryUse(_stream) && await _stream.OpenAsync().ConfigureAwait(false) is null;
        if (Guard.End(isOpen ? _stream : null, _lastUsed = _time.GetTimestamp()) is not null || !isOpen)
        {
            Close();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask RunAsync(ReplayExchange exchange)
    {
        var unsendable = _writer.Write(exchange.Request);
        _reader.Begin(_writer.IsHead);
        exchange.Failure = unsendable is { } reason ? ReplayFailure.Unsendable(reason) : await GuardAsync(exchange).ConfigureAwait(false);
        TakeResponse(exchange);
    }

    public void Close()
    {
        _stream?.Dispose();
        _stream = null;
    }

    public void Dispose() => Close();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReplayFailure?> GuardAsync(ReplayExchange exchange)
    {
        if (!Guard.Begin())
        {
            Close();
        }

        var failure = await SendAsync(_writer, exchange).ConfigureAwait(false);
        if (failure is null && plan.Redirects > 0)
        {
            failure = await FollowAsync(exchange).ConfigureAwait(false);
        }

        var broken = Guard.End(failure is null ? _stream : null, _lastUsed = _time.GetTimestamp());
        if (failure is not null || broken is not null)
        {
            Close();
        }

        return failure is null || broken is null ? failure : BrokenOff(broken.Value, exchange);
    }

    /// <summary>Over the open connection or a new one; and once more over a new one if the target closed the old one just then and a repetition is harmless.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReplayFailure?> SendAsync(RequestWriter request, ReplayExchange exchange)
    {
        if (_stream is not null && _time.GetElapsedTime(_lastUsed) > s_trusted && _stream.IsReadable)
        {
            Close();
        }

        ReplayFailure? failure;
        if (_stream is { } open)
        {
            if (!Guard.TryUse(open))
            {
                return ReplayFailure.Stopped;
            }

            failure = await ExchangeAsync(open, request, exchange).ConfigureAwait(false);
            if (failure is null || _reader.HasAny || !request.IsIdempotent)
            {
                CloseUnlessReusable(failure);
                return failure;
            }

            exchange.Restart();
            Close();
        }

        _stream = NewStream(route);
        failure = !Guard.TryUse(_stream) ? ReplayFailure.Stopped
            : await _stream.OpenAsync().ConfigureAwait(false) ?? await ExchangeAsync(_stream, request, exchange).ConfigureAwait(false);
        CloseUnlessReusable(failure);
        return failure;
    }

    private void CloseUnlessReusable(ReplayFailure? failure)
    {
        if (failure is not null || !_reader.AllowsReuse)
        {
            Close();
        }
    }

    /// <summary>Goes where redirects lead; the response is that of the last request that may be sent.</summary>
    private async ValueTask<ReplayFailure?> FollowAsync(ReplayExchange exchange)
    {
        var (place, request, sent) = (route, _writer, exchange.Sent);
        ReplayFailure? failure = null;
        for (var left = plan.Redirects; left > 0 && failure is null && Redirect.IsOne(_reader.Status); left--)
        {
            if (Redirect.Read(place.Target, request.Copy(), _reader.Status, _reader.Beginning) is not { } next)
            {
                break;
            }

            var isOwn = !next.IsElsewhere && place.Target.Authority == route.Target.Authority && place.Target.IsTls == route.Target.IsTls;
            if (!next.IsElsewhere)
            {
                place = place with { Target = next.Target };
            }
            else if (!ReplayRoute.TryFind(next.Target, options.Proxies, out place!, out _))
            {
                break;
            }

            request = new RequestWriter(place, keepsHost: !next.IsElsewhere);
            request.Write(next.Payload);
            failure = isOwn ? await RepeatAsync(request, exchange).ConfigureAwait(false) : await VisitAsync(place, request, exchange).ConfigureAwait(false);
            if (failure is { Reason: LedgerReason.Forbidden })
            {
                failure = null;
                break;
            }
        }

        exchange.Sent = sent;
        return failure;
    }

    private ValueTask<ReplayFailure?> RepeatAsync(RequestWriter request, ReplayExchange exchange)
    {
        _reader.Begin(request.IsHead);
        return SendAsync(request, exchange);
    }

    /// <summary>An exchange with another server, over a connection for it alone. If that server must not be asked, the response before stays.</summary>
    private async ValueTask<ReplayFailure?> VisitAsync(ReplayRoute place, RequestWriter request, ReplayExchange exchange)
    {
        using var stream = NewStream(place);
        var failure = !Guard.TryUse(stream) ? ReplayFailure.Stopped : await stream.OpenAsync().ConfigureAwait(false);
        if (failure is { Reason: LedgerReason.Forbidden })
        {
            return failure;
        }

        _reader.Begin(request.IsHead);
        return failure ?? await ExchangeAsync(stream, request, exchange).ConfigureAwait(false);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReplayFailure?> ExchangeAsync(TargetStream stream, RequestWriter request, ReplayExchange exchange)
    {
        ReplayFailure? unsent = null;
        _isSent = false;
        try
        {
            exchange.Sent = _time.GetTimestamp();
            await stream.SendAsync(request.Head).ConfigureAwait(false);
            if (!request.Body.IsEmpty)
            {
                await stream.SendAsync(request.Body).ConfigureAwait(false);
            }

            _isSent = true;
        }
        catch (Exception failure) when (TargetStream.IsExpected(failure))
        {
            unsent = ReplayFailure.Broken(failure); // a target may refuse a body with an answer before it hangs up
        }

        try
        {
            var failure = await ReceiveAsync(stream, exchange).ConfigureAwait(false);
            return failure is null ? null : unsent ?? failure;
        }
        catch (Exception failure) when (TargetStream.IsExpected(failure))
        {
            return unsent ?? ReplayFailure.Broken(failure);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReplayFailure?> ReceiveAsync(TargetStream stream, ReplayExchange exchange)
    {
        while (true)
        {
            var received = await stream.ReceiveAsync(_reader.GetMemory()).ConfigureAwait(false);
            if (received == 0)
            {
                return _reader.OnEnd() ? null : ReplayFailure.Closed(_reader.Bytes);
            }

            if (!_reader.HasBegun)
            {
                exchange.FirstByte = _time.GetTimestamp();
            }

            switch (_reader.Advance(received))
            {
                case OperationStatus.Done:
                    return null;
                case OperationStatus.InvalidData:
                    return ReplayFailure.Invalid(_reader.Status);
            }
        }
    }

    private void TakeResponse(ReplayExchange exchange)
    {
        exchange.Ended = _time.GetTimestamp();
        if (exchange.Failure is not null)
        {
            _reader.GiveUp();
        }

        exchange.Status = _reader.Status;
        exchange.ResponseBytes = _reader.Bytes;
        if (plan.ResponseLimitBytes > 0 && _reader.Bytes > 0)
        {
            exchange.TakeResponse(_reader.CopyKept(), _reader.IsTruncated, _time);
        }
    }

    private ReplayFailure BrokenOff(LedgerReason reason, ReplayExchange exchange) => reason == LedgerReason.Stopped
        ? ReplayFailure.Stopped
        : ReplayFailure.TooSlow(plan.Timeout, exchange.Sent == 0 ? $"No connection to {route}"
            : !_isSent ? "The target did not take the request"
            : !_reader.HasAny ? "No answer"
            : "No complete answer");

    private TargetStream NewStream(ReplayRoute place) => new(place, plan.SkipVerify, options);
}
