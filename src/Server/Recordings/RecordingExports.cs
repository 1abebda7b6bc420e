using Microsoft.EntityFrameworkCore;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Formats;
using TapeDeck.Server.Hosting;
using TapeDeck.Server.Persistence;

namespace TapeDeck.Server.Recordings;

/// <summary>Opens exports of recordings.</summary>
internal sealed class RecordingExports(IDbContextFactory<AppDbContext> databases, RecordingIndexes indexes, DataDirectory directory) : IRecordingExports
{
    public async Task<Answer<IRecordingExport>> OpenAsync(string id, ExchangeQuery query, ExportFormat format, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await database.Recordings.AsNoTracking().SingleOrDefaultAsync(known => known.Id == id, cancellationToken) is not { } recording)
        {
            return Answer<IRecordingExport>.Refused("There is no such recording.");
        }

        if (recording.State == RecordingState.Indexing)
        {
            return Answer<IRecordingExport>.Refused($"'{recording.Name}' is still being indexed: an export would not be whole.");
        }

        var name = RecordingName.ForFile(recording.Name) + format.Ending;
        var writer = format.Open?.Invoke();
        var source = SourceOf(recording, query).ReadAsync(writer?.NeedsMessages ?? false, cancellationToken);
        try
        {
            return Answer<IRecordingExport>.Of(writer is null
                ? await ParquetExport.OpenAsync(name, source, directory.Index, cancellationToken)
                : await StreamedExport.OpenAsync(name, writer, source, cancellationToken));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException && StorageFault.Find(failure) is null)
        {
            return Answer<IRecordingExport>.Refused($"'{recording.Name}' cannot be read: {failure.Message}");
        }
    }

    private ExchangeSource SourceOf(RecordingEntity recording, ExchangeQuery query) => new(
        indexes, recording.Id, directory.FilesOf(recording.Id, recording.Files), query);
}
