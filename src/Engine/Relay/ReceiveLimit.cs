namespace TapeDeck.Engine.Relay;

/// <summary>
/// How long a connection may be silent; after a stop it may finish what it is about, as long as it does not pause and not for ever. One loop receives
/// with the token, any thread stops.
/// </summary>
/// <param name="idle">How long the client may be silent before a stop; infinite for ever.</param>
/// <param name="time">The clock.</param>
internal sealed class ReceiveLimit(TimeSpan idle, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan s_silence = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _end = new(Timeout.InfiniteTimeSpan, time);
    private readonly Lock _lock = new();
    private long? _stoppedAt;

    /// <summary>Cancelled when the time is up.</summary>
    public CancellationToken Token => _end.Token;

    /// <summary>Whether no more shall begin.</summary>
    public bool IsStopped
    {
        get
        {
            lock (_lock)
            {
                return _stoppedAt is not null;
            }
        }
    }

    /// <summary>From now on little time is left.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            _stoppedAt ??= time.GetTimestamp();
        }

        Renew();
    }

    /// <summary>The connection is about to receive: its silence counts from now.</summary>
    public void Renew()
    {
        lock (_lock)
        {
            var left = _stoppedAt is { } since ? s_farewell - time.GetElapsedTime(since) : idle;
            _end.CancelAfter(_stoppedAt is null ? left : left < TimeSpan.Zero ? TimeSpan.Zero : left < s_silence ? left : s_silence);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _end.Dispose();
}
