using System.Runtime.CompilerServices;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Gor;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Replay;

namespace TapeDeck.Engine.Pipeline.Inputs;

/// <summary>
/// Reads <c>.gor</c> files, merged by time and paced (spec §1.4). A batch that is yielded holds records that are due together; unless
/// the pace is <see cref="ReplaySpeed.Max"/> each carries its due time.
/// </summary>
public sealed class FileInput : IRecordInput
{
    private readonly FileInputPlan _plan;
    private readonly IReadOnlyList<GorPeek> _files;
    private readonly LedgerAccount _sources;
    private readonly FileReadAhead _ahead;

    private FileInput(FileInputPlan plan, IReadOnlyList<GorPeek> files, LedgerAccount sources, TimeProvider time)
    {
        _plan = plan;
        _files = files;
        _sources = sources;
        _ahead = new FileReadAhead(plan, sources);
        Pacer = new ReplayPacer(time, plan.Speed ?? ReplaySpeed.Original, plan.MaxWait);
    }

    /// <inheritdoc/>
    public string Name => $"file {string.Join(' ', _plan.Files)}";

    /// <summary>Holds the records back; speed and pause are changed here.</summary>
    public ReplayPacer Pacer { get; }

    /// <summary>How much of the files was read, 0–1; null when they are read again and again.</summary>
    public double? Fraction => _plan.Loop ? null : _ahead.Fraction;

    /// <summary>What was found damaged so far, with file and offset; the first 100 and a count of the rest.</summary>
    public IReadOnlyList<string> Damages => _ahead.Damages.Lines;

    /// <summary>Finds the files and looks at the start of each.</summary>
    /// <param name="plan">What to read and how fast.</param>
    /// <param name="sources">Where records are counted: yielded ones as delivered, those out of range as filtered, damaged ones as dropped.</param>
    /// <param name="time">The clock of the pace.</param>
    /// <exception cref="PlanException">A pattern matches nothing, a file cannot be read or is no <c>.gor</c> file, at <c>/files</c>; or the range is empty, at <c>/to</c>.</exception>
    public static FileInput Open(FileInputPlan plan, LedgerAccount sources, TimeProvider time)
    {
        var faults = new List<PlanFault>();
        if (plan.From > plan.To)
        {
            faults.Add(new PlanFault("/to", "The range ends before it begins."));
        }

        var files = GorFileList.Find(plan.Files, faults);
        return faults.Count > 0 ? throw new PlanException(faults) : new FileInput(plan, files, sources, time);
    }

    /// <inheritdoc/>
    /// <remarks>Can be enumerated once.</remarks>
    public async IAsyncEnumerable<ReadOnlyMemory<Record>> ReadAsync([EnumeratorCancellation] CancellationToken stop)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var reading = Task.Run(() => _ahead.RunAsync(_files, ended.Token), CancellationToken.None);
        try
        {
            while (await NextAsync(stop).ConfigureAwait(false) is { } batch)
            {
                if (batch.StartsPass)
                {
                    Pacer.Restart();
                }

                for (int first = 0, count; (count = await Pacer.TakeUntilStoppedAsync(batch.Records.AsMemory(first), stop).ConfigureAwait(false)) > 0; first += count)
                {
                    _sources.Seen(count);
                    _sources.Delivered(count);
                    yield return batch.Records.AsMemory(first, count);
                }
            }
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The next batch that was read; null at the end and when stopped.</summary>
    private async ValueTask<FileBatch?> NextAsync(CancellationToken stop)
    {
        try
        {
            stop.ThrowIfCancellationRequested();
            var batches = _ahead.Batches;
            return await batches.WaitToReadAsync(stop).ConfigureAwait(false) && batches.TryRead(out var batch) ? batch : null;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
    }
}
