using System.Buffers;
using System.Runtime.CompilerServices;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Replay;

/// <summary>
/// Carries out one exchange after the other, over one connection that is kept open while the target allows it. Nothing that a target does
/// throws: it ends as the exchange's failure.
/// </summary>
internal sealed class ReplayConnection(ReplayTarget target, HttpOutputPlan plan, TimeProvider time) : IDisposable
{
    /// <summary>A connection that rested for longer is looked at before it is used again: the target may have closed it.</summary>
    private static readonly TimeSpan s_trusted = TimeSpan.FromMilliseconds(1);

    private readonly RequestWriter _writer = new(target, plan.OriginalHost);
    private readonly ResponseReceiver _reader = new(plan.ResponseLimitBytes);
    private TargetStream? _stream;
    private long _lastUsed;

    /// <summary>What breaks exchanges off from outside.</summary>
    public ExchangeGuard Guard { get; } = new(time, plan.Timeout);

    /// <summary>Sends the exchange's request and fills in what became of it.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask RunAsync(ReplayExchange exchange)
    {
        var unsendable = _writer.Write(exchange.Request.Payload);
        _reader.Begin(_writer.IsHead);
        exchange.Failure = unsendable is { } reason ? ReplayFailure.Unsendable(reason) : await GuardAsync(exchange).ConfigureAwait(false);
        TakeResponse(exchange);
    }

    public void Dispose() => Close();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReplayFailure?> GuardAsync(ReplayExchange exchange)
    {
        Guard.Begin();
        var failure = await SendAsync(exchange).ConfigureAwait(false);
        _lastUsed = time.GetTimestamp();
        var broken = Guard.End();
        if (failure is not null || broken is not null || !_reader.AllowsReuse)
        {
            Close();
        }

        return failure is null ? null : broken ?? failure;
    }

    /// <summary>Over the open connection or a new one; and once more over a new one if the target closed the old one just then and a repetition is harmless.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReplayFailure?> SendAsync(ReplayExchange exchange)
    {
        if (_stream is not null && time.GetElapsedTime(_lastUsed) > s_trusted && _stream.IsStale)
        {
            Close();
        }

        if (_stream is { } open)
        {
            if (!Guard.TryUse(open))
            {
                return ReplayFailure.Stopped;
            }

            var failure = await ExchangeAsync(open, exchange).ConfigureAwait(false);
            if (failure is null || _reader.HasAny || !_writer.IsIdempotent)
            {
                return failure;
            }

            exchange.Restart();
            Close();
        }

        _stream = new TargetStream(target, plan.SkipVerify);
        return !Guard.TryUse(_stream) ? ReplayFailure.Stopped
            : await _stream.OpenAsync().ConfigureAwait(false) ?? await ExchangeAsync(_stream, exchange).ConfigureAwait(false);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReplayFailure?> ExchangeAsync(TargetStream stream, ReplayExchange exchange)
    {
        ReplayFailure? unsent = null;
        try
        {
            exchange.Sent = time.GetTimestamp();
            await stream.SendAsync(_writer.Head).ConfigureAwait(false);
            if (!_writer.Body.IsEmpty)
            {
                await stream.SendAsync(_writer.Body).ConfigureAwait(false);
            }
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
                exchange.FirstByte = time.GetTimestamp();
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
        exchange.Ended = time.GetTimestamp();
        if (exchange.Failure is not null)
        {
            _reader.GiveUp();
        }

        exchange.Status = _reader.Status;
        exchange.ResponseBytes = _reader.Bytes;
        if (plan.ResponseLimitBytes > 0 && _reader.Bytes > 0)
        {
            var roundTrip = time.GetElapsedTime(exchange.Sent, exchange.Ended);
            exchange.Response = new Record
            {
                Kind = RecordKind.ReplayedResponse,
                Id = exchange.Request.Id,
                Timestamp = (time.GetUtcNow() - roundTrip - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick,
                Latency = roundTrip.Ticks * TimeSpan.NanosecondsPerTick,
                Payload = _reader.CopyKept(),
                Flags = (_reader.IsTruncated ? RecordFlags.Truncated : 0) | (exchange.Failure is null ? 0 : RecordFlags.Incomplete),
            };
        }
    }

    private void Close()
    {
        _stream?.Dispose();
        _stream = null;
    }
}
