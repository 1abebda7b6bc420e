using System.Buffers;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Replay;

/// <summary>
/// Sends messages as they are and takes for the answer what comes until the peer pauses or closes (spec §8.7): the first byte may take the time limit,
/// each further one a fifth of it.
/// </summary>
internal sealed class BinaryConnection(ReplayRoute route, BinaryOutputPlan plan, ReplayOptions options) : IReplayConnection
{
    /// <summary>An answer that does not pause is over after this many bytes.</summary>
    private const long LongestAnswer = 1 << 30;

    /// <summary>An answer that neither pauses nor ends fails after this many time limits.</summary>
    private const int MostTimeouts = 12;

    private readonly TimeProvider _time = options.Time;
    private readonly ArrayBufferWriter<byte> _kept = new();
    private readonly byte[] _buffer = new byte[16 << 10];
    private TargetStream? _stream;
    private long _received;
    private bool _isSent;

    public ExchangeGuard Guard { get; } = new(options.Time, plan.Timeout);

    private TimeSpan Pause => plan.Timeout / 5;

    /// <summary>Connections are opened when there is something to send.</summary>
    public ValueTask OpenAsync() => ValueTask.CompletedTask;

    public async ValueTask RunAsync(ReplayExchange exchange)
    {
        _kept.ResetWrittenCount();
        _received = 0;
        var isCut = (exchange.Request.Flags & RecordFlags.Truncated) != 0;
        exchange.Failure = isCut ? ReplayFailure.Unsendable(LedgerReason.TooLarge) : await GuardAsync(exchange).ConfigureAwait(false);
        exchange.Ended = exchange.Ended == 0 ? _time.GetTimestamp() : exchange.Ended;
        exchange.ResponseBytes = _received;
        if (_kept.WrittenCount > 0)
        {
            exchange.TakeResponse(_kept.WrittenSpan.ToArray(), _received > _kept.WrittenCount, _time);
        }
    }

    public void Close()
    {
        _stream?.Dispose();
        _stream = null;
    }

    public void Dispose() => Close();

    private async ValueTask<ReplayFailure?> GuardAsync(ReplayExchange exchange)
    {
        if (!Guard.Begin() || _stream is { IsReadable: true })
        {
            Close();
        }

        _isSent = false;
        ReplayFailure? failure;
        try
        {
            failure = await ExchangeAsync(exchange).ConfigureAwait(false);
        }
        catch (Exception broken) when (TargetStream.IsExpected(broken))
        {
            failure = ReplayFailure.Broken(broken);
        }

        var reason = Guard.End(failure is null ? _stream : null, _time.GetTimestamp());
        if (failure is not null || reason is not null)
        {
            Close();
        }

        return failure is null || reason is null ? failure : BrokenOff(reason.Value, exchange);
    }

    private async ValueTask<ReplayFailure?> ExchangeAsync(ReplayExchange exchange)
    {
        var isNew = _stream is null;
        _stream ??= new TargetStream(route, skipVerify: false, options);
        if (!Guard.TryUse(_stream))
        {
            return ReplayFailure.Stopped;
        }

        if (isNew && await _stream.OpenAsync().ConfigureAwait(false) is { } failure)
        {
            return failure;
        }

        exchange.Sent = _time.GetTimestamp();
        await _stream.SendAsync(exchange.Request.Payload).ConfigureAwait(false);
        _isSent = true;
        await ReceiveAsync(_stream, exchange).ConfigureAwait(false);
        return null;
    }

    private async ValueTask ReceiveAsync(TargetStream stream, ReplayExchange exchange)
    {
        var count = await stream.ReceiveAsync(_buffer).ConfigureAwait(false);
        exchange.FirstByte = _time.GetTimestamp();
        Guard.Prolong(plan.Timeout * MostTimeouts);
        while (count > 0)
        {
            Keep(_buffer.AsSpan(0, count));
            exchange.Ended = _time.GetTimestamp();
            if (_received >= LongestAnswer)
            {
                count = 0;
                break;
            }

            count = await ReceiveUntilPauseAsync(stream).ConfigureAwait(false);
        }

        if (count == 0)
        {
            Close();
        }
    }

    /// <summary>What comes next; 0 when the peer closed, −1 when it pauses.</summary>
    private async ValueTask<int> ReceiveUntilPauseAsync(TargetStream stream)
    {
        using var pause = new CancellationTokenSource(Pause, _time);
        try
        {
            return await stream.ReceiveAsync(_buffer, pause.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return stream.IsReadable ? await stream.ReceiveAsync(_buffer).ConfigureAwait(false) : -1; // this end was late, not the peer
        }
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        _received += bytes.Length;
        _kept.Write(bytes[..Math.Min(bytes.Length, plan.ResponseLimitBytes - _kept.WrittenCount)]);
    }

    private ReplayFailure BrokenOff(LedgerReason reason, ReplayExchange exchange) => reason == LedgerReason.Stopped
        ? ReplayFailure.Stopped
        : _received > 0 ? ReplayFailure.TooSlow(plan.Timeout * MostTimeouts, "No end of the answer")
        : ReplayFailure.TooSlow(plan.Timeout, exchange.Sent == 0 ? $"No connection to {route}" : !_isSent ? "The target did not take the message" : "No answer");
}
