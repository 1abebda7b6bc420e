using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Index;
using TapeDeck.Server.Hosting;
using TapeDeck.Server.Persistence;
using TapeDeck.Server.Recordings.Uploads;

namespace TapeDeck.Server.Recordings;

/// <summary>
/// Keeps the index of every recording up to date: adopts what is new at the start, checks what is known against its files, then follows
/// captures and imports. Recordings take turns, so that a long import does not hold up a running capture.
/// </summary>
internal sealed partial class RecordingIndexWorker(
    IDbContextFactory<AppDbContext> databases, RecordingImport import, UploadStore uploads, RecordingWatch watch, RecordingIndexing indexing, DataDirectory directory, LibraryChanges changes,
    TimeProvider time, ILogger<RecordingIndexWorker> logger) : BackgroundService
{
    private const int MaxDamagesShown = 100;
    private static readonly TimeSpan s_followInterval = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan s_lookInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_retryInterval = TimeSpan.FromSeconds(5);
    private static readonly RecordingState[] s_active = [RecordingState.Recording, RecordingState.Indexing];

    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly HashSet<string> _unchecked = new(StringComparer.Ordinal);
    private long? _looked;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = changes.Subscribe(() => _wakes.Writer.TryWrite(true));
        var isPrepared = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            var wait = s_retryInterval;
            try
            {
                isPrepared = isPrepared || await PrepareAsync(stoppingToken);
                await LookAsync(stoppingToken);
                wait = await StepAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                LogBroken(logger, failure);
            }

            if (wait != TimeSpan.Zero)
            {
                await WaitAsync(wait, stoppingToken);
            }
        }
    }

    private async Task<bool> PrepareAsync(CancellationToken cancellationToken)
    {
        ParquetExport.Sweep(directory.Index);
        await import.AdoptAsync(cancellationToken);
        await uploads.CompleteAsync();
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        _unchecked.UnionWith(await database.Recordings.Where(recording => recording.State != RecordingState.Unindexed).Select(recording => recording.Id).ToListAsync(cancellationToken));
        return true;
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        if (_looked is not { } before || time.GetElapsedTime(before) >= s_lookInterval)
        {
            await watch.LookAsync(cancellationToken);
            _looked = time.GetTimestamp();
        }
    }

    private static RecordingState StateOf(RecordingEntity recording, RecordingFigures figures) =>
        figures.Damages.Count == 0 ? recording.ModifiedAt is null ? RecordingState.Healthy : RecordingState.Modified
        : figures.Exchanges + figures.OtherRecords == 0 ? RecordingState.Unreadable
        : RecordingState.Damaged;

    /// <summary>One step for every recording that needs one; returns how long nothing is to be done.</summary>
    private async Task<TimeSpan> StepAsync(CancellationToken cancellationToken)
    {
        var wait = s_lookInterval;
        foreach (var recording in await LoadWorkAsync(cancellationToken))
        {
            var next = await StepAsync(recording, cancellationToken);
            wait = next < wait ? next : wait;
        }

        return wait;
    }

    private async Task<List<RecordingEntity>> LoadWorkAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var ids = _unchecked.ToList();
        return await database.Recordings.AsNoTracking()
            .Where(recording => s_active.Contains(recording.State) || ids.Contains(recording.Id))
            .OrderBy(recording => recording.CreatedAt).ToListAsync(cancellationToken);
    }

    private async Task<TimeSpan> StepAsync(RecordingEntity recording, CancellationToken cancellationToken)
    {
        try
        {
            var stamp = watch.Stamp(recording);
            if (await indexing.AdvanceAsync(recording, (figures, isAtEnd) => NoteAsync(recording, figures, isAtEnd, stamp, cancellationToken), cancellationToken) is { } wait)
            {
                return wait;
            }

            await indexing.ForgetAsync(recording.Id); // it was deleted or stopped while this step was on its way
            return Done(recording.Id);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            await SaveAsync(recording, RecordingState.Unreadable, null, null, [failure.Message], cancellationToken);
            return Done(recording.Id);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogFailure(logger, recording.Id, StorageFault.Find(failure) ?? failure.ToString());
            await TrySaveFailureAsync(recording, failure, cancellationToken);
            return s_retryInterval;
        }
    }

    /// <summary>Notes what a step has come to; returns when the next one is due, or null when the recording takes none any more.</summary>
    private async Task<TimeSpan?> NoteAsync(RecordingEntity recording, RecordingFigures figures, bool isAtEnd, string? stamp, CancellationToken cancellationToken)
    {
        var isGrowing = recording.State == RecordingState.Recording;
        var state = isGrowing ? recording.State : isAtEnd ? StateOf(recording, figures) : RecordingState.Indexing;
        if (!await SaveAsync(recording, state, figures, isAtEnd && !isGrowing ? stamp : null, Damages(recording, figures), cancellationToken))
        {
            return null;
        }

        if (state == RecordingState.Indexing)
        {
            changes.Signal(); // the progress
        }

        return isGrowing ? s_followInterval : isAtEnd ? Done(recording.Id) : TimeSpan.Zero;
    }

    private TimeSpan Done(string id)
    {
        _unchecked.Remove(id);
        return s_lookInterval;
    }

    private static List<string> Damages(RecordingEntity recording, RecordingFigures figures)
    {
        var shown = figures.Damages.Take(MaxDamagesShown).Select(damage => $"{recording.Files[damage.File]}, byte {damage.Offset}: {damage.Reason}");
        return [.. shown, .. figures.Damages.Count > MaxDamagesShown ? new[] { $"and {figures.Damages.Count - MaxDamagesShown} more" } : []];
    }

    /// <summary>Notes how a recording stands; false when it was deleted or has taken another turn meanwhile.</summary>
    private async Task<bool> SaveAsync(
        RecordingEntity seen, RecordingState state, RecordingFigures? figures, string? stamp, List<string> damages, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var recording = await database.Recordings.SingleOrDefaultAsync(known => known.Id == seen.Id && known.State == seen.State, cancellationToken);
        if (recording is null)
        {
            return false;
        }

        (recording.State, recording.FilesStamp) = (state, stamp);
        if (!recording.Damages.SequenceEqual(damages))
        {
            recording.Damages = damages;
        }

        if (figures is not null)
        {
            recording.Exchanges = figures.Exchanges;
            recording.FirstTimestamp = figures.FirstTimestamp;
            recording.LastTimestamp = figures.LastTimestamp;
            recording.SizeBytes = recording.Files.Select(file => new FileInfo(Path.Combine(directory.Recording(recording.Id), file))).Sum(file => file.Exists ? file.Length : 0);
        }

        if (await database.SaveChangesAsync(cancellationToken) > 0)
        {
            changes.Signal();
        }

        return true;
    }

    /// <summary>A disk that is full takes neither index nor note; then the log alone has it.</summary>
    private async Task TrySaveFailureAsync(RecordingEntity recording, Exception failure, CancellationToken cancellationToken)
    {
        try
        {
            await SaveAsync(recording, recording.State, null, null, [$"The index cannot be written: {failure.Message}"], cancellationToken);
        }
        catch (DbUpdateException unsaved)
        {
            LogFailure(logger, recording.Id, StorageFault.Find(unsaved) ?? unsaved.ToString());
        }
    }

    private async Task WaitAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var delay = Task.Delay(wait, time, over.Token);
        await Task.WhenAny(delay, _wakes.Reader.WaitToReadAsync(over.Token).AsTask());
        await over.CancelAsync();
        _wakes.Reader.TryRead(out _);
    }

    [LoggerMessage(EventId = 3003, Level = LogLevel.Error, Message = "Recording {Id} could not be indexed; it is tried again: {Reason}")]
    private static partial void LogFailure(ILogger logger, string id, string reason);

    [LoggerMessage(EventId = 3005, Level = LogLevel.Error, Message = "The library could not be looked through; it is tried again")]
    private static partial void LogBroken(ILogger logger, Exception failure);
}
