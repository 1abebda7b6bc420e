using System.Runtime.CompilerServices;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Capture;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Pipeline.Inputs;

/// <summary>Live capture: a thread for each interface, from the kernel's buffer to batches of records (ADR 4).</summary>
public sealed class CaptureInput : IRecordInput
{
    /// <summary>Several interfaces share the buffer asked for, but none gets less than this.</summary>
    private const long LeastBuffer = 8 << 20;

    private readonly List<PacketDevice> _devices;
    private readonly CaptureInputPlan _plan;
    private readonly Ledger _ledger;
    private readonly TimeProvider _time;
    private readonly RecordQueue _queue = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _failure;
    private int _running;

    private CaptureInput(List<PacketDevice> devices, CaptureInputPlan plan, Ledger ledger, TimeProvider time)
    {
        (_devices, _plan, _ledger, _time) = (devices, plan, ledger, time);
        var ports = plan.Ports.Count == 0 ? "" : $":{string.Join(',', plan.Ports)}";
        Name = $"capture {(devices.Count == 1 ? devices[0].Name : plan.Interface ?? "all")}{ports}";
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>What is captured: a line an interface, with its filter.</summary>
    public IReadOnlyList<string> Notes => [.. _devices.Select(device => $"capturing on {device.Name}: {device.Filter}")];

    /// <summary>
    /// Opens the interfaces; frames are kept from now on. <see cref="PlanException"/>, with paths relative to the input's plan, when there is no such
    /// interface, capture is not allowed or the filter does not compile.
    /// </summary>
    public static CaptureInput Open(CaptureInputPlan plan, Ledger ledger, TimeProvider time)
    {
        PacketPlanValues.Check(plan);
        var targets = CaptureTarget.Find(plan);
        var share = plan with { BufferBytes = Math.Max(plan.BufferBytes / targets.Count, Math.Min(plan.BufferBytes, LeastBuffer)) };
        var devices = new List<PacketDevice>();
        try
        {
            foreach (var target in targets)
            {
                devices.Add(PacketDevice.Open(target, share));
            }
        }
        catch
        {
            devices.ForEach(device => device.Dispose());
            throw;
        }

        return new CaptureInput(devices, plan, ledger, time);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadOnlyMemory<Record>> ReadAsync([EnumeratorCancellation] CancellationToken stop)
    {
        using var stopping = stop.Register(_stop.Cancel);
        _running = _devices.Count;
        foreach (var device in _devices)
        {
            var recorder = new DeviceRecorder(device, _plan, _ledger, _queue, _time);
            new Thread(() => Run(recorder)) { IsBackground = true, Name = $"capture {device.Name}" }.Start();
        }

        try
        {
            await foreach (var batch in _queue.ReadAllAsync().ConfigureAwait(false))
            {
                yield return batch;
            }
        }
        finally
        {
            await _stop.CancelAsync().ConfigureAwait(false); // whoever stops listening early must not leave threads behind
            await _ended.Task.ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _devices.ForEach(device => device.Dispose());
        _stop.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Run(DeviceRecorder recorder)
    {
        try
        {
            recorder.Run(_stop.Token);
        }
        catch (Exception failure)
        {
            _failure = failure;
            _stop.Cancel();
        }

        if (Interlocked.Decrement(ref _running) == 0)
        {
            _queue.End(_failure);
            _ended.SetResult();
        }
    }
}
