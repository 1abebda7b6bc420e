using Microsoft.EntityFrameworkCore;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Formats;
using TapeDeck.Engine.Index;
using TapeDeck.Engine.Plans;
using TapeDeck.Server.Hosting;
using TapeDeck.Server.Persistence;

namespace TapeDeck.Server.Recordings;

/// <summary>Writes what matches in some recordings into a new one. Until it is complete it lies in a folder that is cleared away after a crash.</summary>
internal sealed class RecordingComposer(IDbContextFactory<AppDbContext> databases, RecordingImport import, RecordingIndexes indexes, DataDirectory directory) : IRecordingComposer
{
    private const int ProgressEvery = 1024; // exchanges

    public async Task<Answer<RecordingView>> ComposeAsync(RecordingComposition composition, IProgress<double> progress, CancellationToken cancellationToken)
    {
        var sources = await LoadAsync(composition.Recordings, cancellationToken);
        var faults = CompositionFaults.Of(composition, sources).ToArray();
        if (faults.Length > 0)
        {
            return Answer<RecordingView>.Refused(faults);
        }

        try
        {
            var known = sources.OfType<RecordingEntity>().ToArray();
            var stored = await import.StoreAsync(RecordingName.Clean(composition.Name), file => WriteAsync(known, composition.Query, file, progress, cancellationToken), cancellationToken);
            return stored.Succeeded ? Answer<RecordingView>.Of(RecordingCatalog.ViewOf(stored.Value!)) : Answer<RecordingView>.Refused(stored.Faults);
        }
        catch (ConversionException refused)
        {
            return Answer<RecordingView>.Refused(refused.Message);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Answer<RecordingView>.Refused($"The recording could not be made: {failure.Message}");
        }
    }

    public async Task<IReadOnlyList<PlanFault>> CheckAsync(RecordingComposition composition, CancellationToken cancellationToken) =>
        [.. CompositionFaults.Of(composition, await LoadAsync(composition.Recordings, cancellationToken))];

    /// <summary>In the order asked for; null for an id that is not known.</summary>
    private async Task<List<RecordingEntity?>> LoadAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var known = await database.Recordings.AsNoTracking().Where(recording => ids.Contains(recording.Id)).ToDictionaryAsync(recording => recording.Id, cancellationToken);
        return [.. ids.Select(id => id is null ? null : known.GetValueOrDefault(id))]; // JSON lists may hold null
    }

    private async Task<List<string>> WriteAsync(
        RecordingEntity[] recordings, ExchangeQuery query, string path, IProgress<double> progress, CancellationToken cancellationToken)
    {
        var sources = recordings.Select(recording => new ExchangeSource(indexes, recording.Id, directory.FilesOf(recording.Id, recording.Files), query).ReadAsync(true, cancellationToken));
        var export = new GorExport();
        var count = 0L;
        var (first, last) = (query.From ?? recordings.Min(recording => recording.FirstTimestamp) ?? 0, query.To ?? recordings.Max(recording => recording.LastTimestamp) ?? 0);
        await using var file = new RecordingWriter(path);
        await foreach (var exchange in ExchangeMerge.MergeAsync([.. sources], cancellationToken))
        {
            export.Write(file.Target, exchange);
            if (count++ % ProgressEvery == 0)
            {
                progress.Report((exchange.Summary.Timestamp - first) / Math.Max(1.0, last - first)); // they come in order of time
            }

            await file.FlushAsync(cancellationToken);
        }

        export.End(file.Target);
        await file.CompleteAsync();
        return count > 0 ? [.. recordings.SelectMany(NotesOf)] : throw new ConversionException("No exchange of these recordings matches.");
    }

    /// <summary>What a recording has beside whole exchanges.</summary>
    private IEnumerable<string> NotesOf(RecordingEntity recording)
    {
        RecordingFigures figures;
        using (var lease = indexes.Rent(recording.Id))
        {
            figures = lease.Content.Figures();
        }

        if (figures.Damages.Count > 0)
        {
            yield return $"Left out: {figures.Damages.Count} damaged parts of '{recording.Name}'.";
        }

        if (figures.OtherRecords > 0)
        {
            yield return $"Left out: {figures.OtherRecords} records of '{recording.Name}' that are neither request nor response.";
        }
    }
}
