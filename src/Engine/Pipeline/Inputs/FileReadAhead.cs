using System.Threading.Channels;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Gor;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Pipeline.Inputs;

/// <summary>Reads a plan's files on a thread of its own, at most a few batches ahead of whoever takes them.</summary>
internal sealed class FileReadAhead
{
    private const int BatchRecords = 256;
    private const int BatchBytes = 1 << 20;
    private const int BatchesAhead = 8;
    private readonly FileInputPlan _plan;
    private readonly LedgerAccount _sources;
    private readonly Channel<FileBatch> _batches =
        Channel.CreateBounded<FileBatch>(new BoundedChannelOptions(BatchesAhead) { SingleReader = true, SingleWriter = true });

    private bool _isFirstPass = true;
    private double _fraction;

    public FileReadAhead(FileInputPlan plan, LedgerAccount sources)
    {
        _plan = plan;
        _sources = sources;
    }

    /// <summary>The batches; ends with the files, or with what made them unreadable.</summary>
    public ChannelReader<FileBatch> Batches => _batches.Reader;

    /// <summary>What was damaged.</summary>
    public GorDamageLog Damages { get; } = new();

    /// <summary>How much of the files was read, 0–1.</summary>
    public double Fraction => Volatile.Read(ref _fraction);

    /// <summary>Reads to the end, or in a loop until stopped. Never throws: a failure ends <see cref="Batches"/>.</summary>
    public async Task RunAsync(IReadOnlyList<GorPeek> files, CancellationToken stop)
    {
        try
        {
            while (await ReadPassAsync(files, stop).ConfigureAwait(false) && _plan.Loop)
            {
                files = FindAgain();
                _isFirstPass = false;
            }

            _batches.Writer.Complete();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            _batches.Writer.Complete();
        }
        catch (Exception failure)
        {
            _batches.Writer.Complete(failure);
        }
    }

    private async Task<bool> ReadPassAsync(IReadOnlyList<GorPeek> files, CancellationToken stop)
    {
        using var merge = new GorMerge(files, _plan.ReadDepth, OnDamage, stop);
        var isFirst = true;
        while (FillBatch(merge) is { Length: > 0 } records)
        {
            Volatile.Write(ref _fraction, merge.Fraction);
            await _batches.Writer.WriteAsync(new FileBatch(records, isFirst), stop).ConfigureAwait(false);
            isFirst = false;
        }

        Volatile.Write(ref _fraction, 1);
        return !isFirst;
    }

    private Record[] FillBatch(GorMerge merge)
    {
        var records = new Record[BatchRecords];
        var (count, bytes) = (0, 0L);
        while (count < BatchRecords && bytes < BatchBytes && ReadWanted(merge) is { } record)
        {
            records[count++] = record;
            bytes += record.Payload.Length;
        }

        return count == BatchRecords ? records : records[..count];
    }

    /// <summary>The next record of the plan's range.</summary>
    private Record? ReadWanted(GorMerge merge)
    {
        var record = merge.Read();
        while (record is not null && !_plan.Covers(record.Timestamp))
        {
            _sources.Seen();
            _sources.Filtered();
            record = merge.Read();
        }

        return record;
    }

    private void OnDamage(string path, GorDamage damage)
    {
        _sources.Seen();
        _sources.Dropped(LedgerReason.Damaged);
        if (_isFirstPass)
        {
            Damages.Add(path, damage);
        }
    }

    private IReadOnlyList<GorPeek> FindAgain()
    {
        var faults = new List<PlanFault>();
        var files = GorFileList.Find(_plan.Files, faults);
        return faults.Count == 0 ? files : throw new PlanException(faults);
    }
}

/// <summary>Records read together, and whether they begin a pass over the files.</summary>
internal readonly record struct FileBatch(Record[] Records, bool StartsPass);
