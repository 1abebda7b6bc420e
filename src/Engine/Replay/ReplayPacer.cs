using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Replay;

/// <summary>
/// Holds records back until they are due. One reader waits; pace and pause may be changed from any thread at any time and take effect at once.
/// </summary>
public sealed class ReplayPacer
{
    /// <summary>Waits shorter than this are slept precisely on the waiting thread; longer ones release it until shortly before.</summary>
    private static readonly TimeSpan s_preciseTail = TimeSpan.FromMilliseconds(2.5);

    private readonly TimeProvider _time;
    private readonly ReplaySchedule _schedule;
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = NewSignal();
    private long? _pausedAt;

    /// <param name="time">The clock; due times are its timestamps.</param>
    /// <param name="speed">Pace at the start.</param>
    /// <param name="maxWait">Longest wait between two records; null for no limit.</param>
    public ReplayPacer(TimeProvider time, ReplaySpeed speed, TimeSpan? maxWait = null)
    {
        _time = time;
        _schedule = new ReplaySchedule(time.TimestampFrequency, speed, maxWait);
    }

    /// <summary>The pace; a change counts from the moment it is made.</summary>
    public ReplaySpeed Speed
    {
        get
        {
            lock (_lock)
            {
                return _schedule.Speed;
            }
        }

        set => Change(now => _schedule.ChangeSpeed(value, _pausedAt ?? now));
    }

    /// <summary>Gives out nothing until <see cref="Resume"/>; the time in between does not count.</summary>
    public void Pause() => Change(now => _pausedAt ??= now);

    /// <summary>Goes on after <see cref="Pause"/>.</summary>
    public void Resume() => Change(now =>
    {
        if (_pausedAt is { } since)
        {
            _schedule.Shift(now - since);
            _pausedAt = null;
        }
    });

    /// <summary>The recording starts again from its first record, which is due at once.</summary>
    public void Restart() => Change(_ => _schedule.Restart());

    /// <summary>Gives a record out if it is due now; else it stays the next one and nothing has changed.</summary>
    /// <param name="record">The record.</param>
    /// <param name="due">When it was due, in the clock's ticks.</param>
    public bool TryTake(Record record, out long due)
    {
        var isRequest = record.Kind == RecordKind.Request;
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            due = _schedule.Due(record.Timestamp, now, isRequest);
            if (_pausedAt is not null || due > now)
            {
                return false;
            }

            _schedule.Take(record.Timestamp, due, isRequest);
            return true;
        }
    }

    /// <summary>Waits until a record is due and gives it out; returns when it was due, in the clock's ticks.</summary>
    /// <exception cref="OperationCanceledException">Stopped while waiting; the record was not given out.</exception>
    public async ValueTask<long> TakeAsync(Record record, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryTake(record, out var due))
            {
                return due;
            }

            await WaitAsync(due, cancellationToken).ConfigureAwait(false);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async ValueTask WaitAsync(long due, CancellationToken cancellationToken)
    {
        Task changed;
        bool paused;
        lock (_lock)
        {
            changed = _changed.Task;
            paused = _pausedAt is not null;
        }

        var left = _time.GetElapsedTime(_time.GetTimestamp(), due);
        if (paused)
        {
            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        else if (left <= s_preciseTail && _time == TimeProvider.System)
        {
            PreciseSleep.Until(due, _time);
        }
        else if (left > TimeSpan.Zero)
        {
            await SleepAsync(_time == TimeProvider.System ? left - s_preciseTail : left, changed, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask SleepAsync(TimeSpan delay, Task changed, CancellationToken cancellationToken)
    {
        using var awake = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var longest = TimeSpan.FromHours(1); // timers have an upper bound; the loop comes back
        var sleep = Task.Delay(delay < longest ? delay : longest, _time, awake.Token);
        await Task.WhenAny(sleep, changed).ConfigureAwait(false);
        await awake.CancelAsync().ConfigureAwait(false);
    }

    private void Change(Action<long> change)
    {
        TaskCompletionSource waiting;
        lock (_lock)
        {
            change(_time.GetTimestamp());
            waiting = _changed;
            _changed = NewSignal();
        }

        waiting.SetResult();
    }
}
