using System.Runtime.CompilerServices;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Capture;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Pipeline.Inputs;

/// <summary>Live capture: a thread for each source of frames, from the kernel's buffer to batches of records (ADR 4).</summary>
public sealed class CaptureInput : IRecordInput
{
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromSeconds(1);

    private readonly CaptureSources _sources;
    private readonly PacketInputPlan _plan;
    private readonly Ledger _ledger;
    private readonly TimeProvider _time;
    private readonly RecordQueue _queue = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _failure;
    private int _running = 1; // the reader itself

    private CaptureInput(CaptureSources sources, PacketInputPlan plan, Ledger ledger, TimeProvider time)
    {
        (_sources, _plan, _ledger, _time) = (sources, plan, ledger, time);
        var ports = plan.Ports.Count == 0 ? "" : $":{string.Join(',', plan.Ports)}";
        Name = $"capture {sources.Name}{ports}";
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>What is captured: a line for each source, with its filter.</summary>
    public IReadOnlyList<string> Notes => _sources.Notes;

    /// <summary>Interfaces that came or went since the start: a line each.</summary>
    public IReadOnlyList<string> Warnings => _sources.Changes;

    /// <summary>
    /// Opens the sources of a <see cref="CaptureInputPlan"/> or <see cref="VxlanInputPlan"/>; frames are kept from now on. <see cref="PlanException"/>, with
    /// paths relative to the input's plan, when there is no such interface, capture is not allowed or the filter does not compile.
    /// </summary>
    public static CaptureInput Open(PacketInputPlan plan, Ledger ledger, TimeProvider time)
    {
        PacketPlanValues.Check(plan);
        return new CaptureInput(CaptureSources.Open(plan, time), plan, ledger, time);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadOnlyMemory<Record>> ReadAsync([EnumeratorCancellation] CancellationToken stop)
    {
        using var stopping = stop.Register(_stop.Cancel);
        foreach (var source in _sources.All)
        {
            Start(source);
        }

        var watch = WatchAsync();
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
            await watch.ConfigureAwait(false);
            await _ended.Task.ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _sources.Dispose();
        _stop.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Looks for new interfaces until the input is stopped.</summary>
    private async Task WatchAsync()
    {
        try
        {
            while (_sources.MayGrow)
            {
                await Task.Delay(s_betweenLooks, _time, _stop.Token).ConfigureAwait(false);
                foreach (var source in _sources.OpenNew())
                {
                    Start(source);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // stopped
        }
        finally
        {
            Leave();
        }
    }

    private void Start(ILiveFrameSource source)
    {
        Interlocked.Increment(ref _running);
        var recorder = new DeviceRecorder(source, _plan, _ledger, _queue, _time);
        new Thread(() => Run(source, recorder)) { IsBackground = true, Name = $"capture {source.Name}" }.Start();
    }

    private void Run(ILiveFrameSource source, DeviceRecorder recorder)
    {
        try
        {
            recorder.Run(_stop.Token);
        }
        catch (IOException failure) when (_sources.TryLose(source, failure.Message))
        {
            // it may come back
        }
        catch (Exception failure)
        {
            _failure = failure;
            _stop.Cancel();
        }

        Leave();
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _running) == 0)
        {
            _queue.End(_failure);
            _ended.SetResult();
        }
    }
}
