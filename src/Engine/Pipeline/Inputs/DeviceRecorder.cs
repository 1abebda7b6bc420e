using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Capture;

namespace TapeDeck.Engine.Pipeline.Inputs;

/// <summary>The loop of one capture thread.</summary>
internal sealed class DeviceRecorder
{
    private const int FramesBetweenChecks = 1024;

    private static readonly TimeSpan s_betweenReports = TimeSpan.FromMilliseconds(100);

    /// <summary>How late the kernel's timers may be on a machine under load.</summary>
    private static readonly TimeSpan s_timerSlack = TimeSpan.FromMilliseconds(100);

    private readonly ILiveFrameSource _source;
    private readonly PacketRecorder _recorder;
    private readonly LedgerAccount _messages;
    private readonly RecordQueue _queue;
    private readonly TimeProvider _time;
    private long _lastReport;

    /// <summary>Longest time without a look at the source.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(20);

    public DeviceRecorder(ILiveFrameSource source, PacketRecorder recorder, Ledger ledger, RecordQueue queue, TimeProvider time)
    {
        (_source, _recorder, _queue, _time) = (source, recorder, queue, time);
        _messages = ledger.Account(Ledger.Messages);
    }

    /// <summary>Records until told to stop, then what the kernel still holds. Throws when the source breaks off, after what it gave is handed on.</summary>
    public void Run(CancellationToken stop)
    {
        try
        {
            Record(stop);
        }
        finally
        {
            _recorder.End();
            HandOn();
            _lastReport = 0;
            Report();
        }
    }

    private void Record(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            _source.Wait(Idle);
            if (Drain(FramesBetweenChecks, until: long.MaxValue))
            {
                Advance();
            }

            HandOn();
            Report();
        }

        DrainRest();
    }

    /// <summary>Takes the frames from before the stop. The kernel hands them over in blocks, the last one only when it is full or its time is up.</summary>
    private void DrainRest()
    {
        var (stopped, since) = (Now(), _time.GetTimestamp());
        bool isLastLook;
        do
        {
            _source.Wait(_source.Delay);
            isLastLook = _time.GetElapsedTime(since) >= (2 * _source.Delay) + s_timerSlack;
            Drain(int.MaxValue, until: stopped);
        }
        while (!isLastLook);
    }

    /// <summary>Takes the frames that are there, at most that many before the rest of the loop has its turn; whether none is left.</summary>
    private bool Drain(int most, long until)
    {
        while (_source.TryRead(out var frame, out var timestamp) && timestamp <= until)
        {
            _recorder.Add(frame, _source.Link, timestamp);
            if (_recorder.Batch.IsFull)
            {
                HandOn();
            }

            if (--most == 0)
            {
                return false;
            }
        }

        if (_source.Failure is { } failure)
        {
            throw new IOException($"Capture on {_source.Name} broke off: {failure}");
        }

        return true;
    }

    /// <summary>Lets packet time follow the clock, as far back as a frame may still be on its way.</summary>
    private void Advance() => _recorder.Advance(Now() - (2 * _source.Delay.Ticks * TimeSpan.NanosecondsPerTick));

    private long Now() => (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;

    private void HandOn()
    {
        if (_recorder.Batch.IsEmpty)
        {
            return;
        }

        var batch = _recorder.Batch.Take();
        if (_queue.TryAdd(batch))
        {
            _messages.Delivered(batch.Length);
        }
        else
        {
            _messages.Dropped(LedgerReason.QueueFull, batch.Length);
        }
    }

    private void Report()
    {
        if (_lastReport != 0 && _time.GetElapsedTime(_lastReport) < s_betweenReports)
        {
            return;
        }

        _lastReport = _time.GetTimestamp();
        var lost = _source.ReadLosses();
        _recorder.CountLost(LedgerReason.KernelDrop, lost.Kernel);
        _recorder.CountLost(LedgerReason.InterfaceDrop, lost.Interface);
        _recorder.CountLost(LedgerReason.OtherEndpoint, lost.Foreign);
        _recorder.CountLost(LedgerReason.Malformed, lost.Malformed);
        _recorder.Book();
    }
}
