using System.Runtime.CompilerServices;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Capture;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Pipeline.Inputs;

/// <summary>Records out of a pcap or pcapng file, as fast as they are taken. Time is the file's own, so every run gives the same.</summary>
public sealed class PacketFileInput : IRecordInput
{
    /// <summary>A file may be sorted badly, and nobody waits for its records at once.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly PacketFile _file;
    private readonly PacketRecorder _recorder;

    private PacketFileInput(string path, PacketFile file, PacketRecorder recorder)
    {
        _path = path;
        _file = file;
        _recorder = recorder;
    }

    /// <inheritdoc/>
    public string Name => $"packets {Path.GetFileName(_path)}";

    /// <summary>Opens the file. <see cref="PlanException"/>, with paths relative to the input's plan, when it is no capture or the filter does not compile.</summary>
    public static PacketFileInput Open(PacketFileInputPlan plan, Ledger ledger)
    {
        PacketPlanValues.Check(plan);
        var file = PacketFile.Open(plan.File, plan.Filter);
        return new PacketFileInput(plan.File, file, new PacketRecorder(plan, s_patience, ledger));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadOnlyMemory<Record>> ReadAsync([EnumeratorCancellation] CancellationToken stop)
    {
        await Task.Yield(); // reading keeps a thread busy: not the caller's
        while (!stop.IsCancellationRequested && ReadBatch())
        {
            yield return _recorder.Deliver();
        }

        _recorder.End();
        var last = _recorder.Deliver();
        if (!last.IsEmpty)
        {
            yield return last;
        }

        if (_file.Failure is { } failure)
        {
            throw new IOException($"'{_path}' could be read only in part: {failure}");
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _file.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Reads until a batch is full; false at the end of the file.</summary>
    private bool ReadBatch()
    {
        while (_file.TryRead(out var frame, out var timestamp))
        {
            _recorder.Add(frame, _file.Link, timestamp);
            if (_recorder.Batch.IsFull)
            {
                return true;
            }
        }

        if (_file.IsCutOff)
        {
            _recorder.CountLost(LedgerReason.Malformed, 1);
        }

        return false;
    }
}
