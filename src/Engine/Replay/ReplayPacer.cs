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

    /// <summary>
    /// Gives out the first records that are due now and returns how many; the others stay and nothing has changed for them. At any pace but
    /// <see cref="ReplaySpeed.Max"/> each is replaced by one that carries its due time.
    /// </summary>
    /// <param name="records">The next records of the recording.</param>
    public int TakeDue(Span<Record> records) => TakeDue(records, out _);

    /// <summary>The same, but waits until the first of the records is due.</summary>
    /// <exception cref="OperationCanceledException">Stopped while waiting; no record was given out.</exception>
    public async ValueTask<int> TakeDueAsync(Memory<Record> records, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TakeDue(records.Span, out var due) is var count and > 0)
            {
                return count;
            }

            await WaitAsync(due, cancellationToken).ConfigureAwait(false);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="records">The next records of the recording.</param>
    /// <param name="due">When the first one that stays is due, in the clock's ticks.</param>
    private int TakeDue(Span<Record> records, out long due)
    {
        due = 0;
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            for (var i = 0; i < records.Length; i++)
            {
                var isRequest = records[i].Kind == RecordKind.Request;
                due = _schedule.Due(records[i].Timestamp, now, isRequest);
                if (_pausedAt is not null || due > now)
                {
                    return i;
                }

                _schedule.Take(records[i].Timestamp, due, isRequest);
                records[i] = _schedule.Speed.IsMax ? records[i] : records[i] with { DueTimestamp = due };
            }

            return records.Length;
        }
    }

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
