using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Capture;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Pipeline.Inputs;

/// <summary>The loop of one capture thread.</summary>
internal sealed class DeviceRecorder
{
    private const int FramesBetweenChecks = 1024;

    private static readonly TimeSpan s_idle = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_betweenReports = TimeSpan.FromMilliseconds(100);

    private readonly PacketDevice _device;
    private readonly PacketRecorder _recorder;
    private readonly LedgerAccount _messages;
    private readonly RecordQueue _queue;
    private readonly TimeProvider _time;
    private long _lastReport;

    public DeviceRecorder(PacketDevice device, CaptureInputPlan plan, Ledger ledger, RecordQueue queue, TimeProvider time)
    {
        (_device, _queue, _time) = (device, queue, time);
        _recorder = new PacketRecorder(plan, patience: s_idle, ledger);
        _messages = ledger.Account(Ledger.Messages);
    }

    /// <summary>Records until told to stop, then what the kernel still holds.</summary>
    public void Run(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            _device.Wait(s_idle);
            if (Drain(FramesBetweenChecks, until: long.MaxValue))
            {
                Advance();
            }

            HandOn();
            Report();
        }

        var stopped = Now();
        _device.Wait(2 * PacketDevice.Delay);
        Drain(int.MaxValue, until: stopped);
        _recorder.End();
        HandOn();
        _lastReport = 0;
        Report();
    }

    /// <summary>Takes the frames that are there, at most that many before the rest of the loop has its turn; whether none is left.</summary>
    private bool Drain(int most, long until)
    {
        while (_device.TryRead(out var frame, out var timestamp) && timestamp <= until)
        {
            _recorder.Add(frame, _device.Link, timestamp);
            if (_recorder.Batch.IsFull)
            {
                HandOn();
            }

            if (--most == 0)
            {
                return false;
            }
        }

        if (_device.Failure is { } failure)
        {
            throw new IOException($"Capture on {_device.Name} broke off: {failure}");
        }

        return true;
    }

    /// <summary>Lets packet time follow the clock, as far back as a frame may still be on its way.</summary>
    private void Advance() => _recorder.Advance(Now() - (2 * PacketDevice.Delay.Ticks * TimeSpan.NanosecondsPerTick));

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
        var (kernel, adapter) = _device.ReadDrops();
        _recorder.CountLost(LedgerReason.KernelDrop, kernel);
        _recorder.CountLost(LedgerReason.InterfaceDrop, adapter);
        _recorder.Book();
    }
}
