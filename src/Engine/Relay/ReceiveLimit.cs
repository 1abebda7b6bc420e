using System.Diagnostics.CodeAnalysis;

namespace TapeDeck.Engine.Relay;

/// <summary>
/// How long a connection may be silent; after a stop it may finish what it is about, as long as it does not pause and not for ever. Time in which the
/// run keeps the connection waiting is not the client's silence and does not count. One loop receives with the token, any thread stops.
/// </summary>
/// <param name="idle">How long the client may be silent before a stop; infinite for ever.</param>
/// <param name="hasArrived">Whether anything waits to be received: then the loop is late, not the client.</param>
/// <param name="time">The clock.</param>
[SuppressMessage("Reliability", "CA2213", Justification = "The source has no timer, and may be cancelled by one that ran out just before it was disposed.")]
internal sealed class ReceiveLimit(TimeSpan idle, Func<bool> hasArrived, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan s_silence = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _end = new();
    private readonly Lock _lock = new();
    private ITimer? _timer;
    private long? _deadline;
    private long? _silentUntil;
    private long? _heldSince;
    private bool _isReceiving;

    /// <summary>Cancelled when the time is up.</summary>
    public CancellationToken Token => _end.Token;

    /// <summary>Whether no more shall begin.</summary>
    public bool IsStopped
    {
        get
        {
            lock (_lock)
            {
                return _deadline is not null;
            }
        }
    }

    private TimeSpan Farewell => _deadline is { } end ? time.GetElapsedTime(time.GetTimestamp(), end) : Timeout.InfiniteTimeSpan;

    /// <summary>From now on little time is left.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            if (_deadline is null)
            {
                var now = time.GetTimestamp();
                _deadline = now + TicksOf(s_farewell);
                _heldSince = _heldSince is null ? null : now;
                Arm();
            }
        }
    }

    /// <summary>The connection is about to receive: its silence counts from now.</summary>
    public void Begin()
    {
        lock (_lock)
        {
            _isReceiving = true;
            if (_deadline is null || Farewell > TimeSpan.Zero)
            {
                Arm();
                return;
            }
        }

        _end.Cancel();
    }

    /// <summary>Something was received, or nothing will be.</summary>
    public void End()
    {
        lock (_lock)
        {
            _isReceiving = false;
            Arm();
        }
    }

    /// <summary>Has the run take records; the time that it needs does not count.</summary>
    public async ValueTask HoldAsync(Func<ReadOnlyMemory<Record>, ValueTask> take, ReadOnlyMemory<Record> records)
    {
        Hold(time.GetTimestamp());
        try
        {
            await take(records).ConfigureAwait(false);
        }
        finally
        {
            Hold(null);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer?.Dispose();

    private void Hold(long? since)
    {
        lock (_lock)
        {
            if (_heldSince is { } before)
            {
                _deadline += time.GetTimestamp() - before;
            }

            _heldSince = since;
            Arm();
        }
    }

    private void Arm()
    {
        var left = !_isReceiving || _heldSince is not null ? Timeout.InfiniteTimeSpan
            : _deadline is null ? idle
            : TimeSpan.FromTicks(Math.Clamp(Farewell.Ticks, 0, s_silence.Ticks));
        if (left == Timeout.InfiniteTimeSpan && _silentUntil is null)
        {
            return;
        }

        _silentUntil = left == Timeout.InfiniteTimeSpan ? null : time.GetTimestamp() + TicksOf(left);
        _timer ??= time.CreateTimer(_ => OnTime(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(left, Timeout.InfiniteTimeSpan);
    }

    private void OnTime()
    {
        lock (_lock)
        {
            if (_silentUntil is not { } end)
            {
                return;
            }

            var left = time.GetElapsedTime(time.GetTimestamp(), end);
            if (left > TimeSpan.Zero) // it was put off just when it ran out
            {
                _timer!.Change(left, Timeout.InfiniteTimeSpan);
                return;
            }

            if ((_deadline is null || Farewell > TimeSpan.Zero) && hasArrived())
            {
                Arm();
                return;
            }
        }

        _end.Cancel();
    }

    private long TicksOf(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
