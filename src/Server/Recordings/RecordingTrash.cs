using Microsoft.EntityFrameworkCore;
using TapeDeck.Client.Ports;
using TapeDeck.Server.Hosting;
using TapeDeck.Server.Persistence;

namespace TapeDeck.Server.Recordings;

/// <summary>Deleted recordings, and how they leave for good.</summary>
internal sealed class RecordingTrash(
    IDbContextFactory<AppDbContext> databases, RecordingIndexes indexes, RecordingIndexing indexing, RecordingSearches searches, DataDirectory directory, LibraryChanges changes,
    ServerOptions options) : IDeletedRecordings
{
    public TimeSpan KeepFor => options.Retention.KeepDeleted;

    public async Task<IReadOnlyList<RecordingView>> ListAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var deleted = await Deleted(database).AsNoTracking().OrderByDescending(recording => recording.DeletedAt).ToListAsync(cancellationToken);
        return [.. deleted.Select(RecordingCatalog.ViewOf)];
    }

    public async Task<bool> RestoreAsync(string id, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var restored = await Deleted(database).Where(recording => recording.Id == id)
            .ExecuteUpdateAsync(set => set.SetProperty(recording => recording.DeletedAt, (DateTimeOffset?)null), cancellationToken);
        changes.Signal();
        return restored > 0;
    }

    /// <summary>Files first: whatever goes wrong after that, no file is left without its recording.</summary>
    public async Task<Answer<bool>> PurgeAsync(string id, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (!await Deleted(database).AnyAsync(recording => recording.Id == id, cancellationToken))
        {
            return Answer<bool>.Of(false);
        }

        try
        {
            if (Directory.Exists(directory.Recording(id)))
            {
                Directory.Delete(directory.Recording(id), recursive: true);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Answer<bool>.Refused($"Its files could not be deleted: {failure.Message}");
        }

        await Deleted(database).Where(recording => recording.Id == id).ExecuteDeleteAsync(CancellationToken.None);
        await searches.ForgetAsync(id);
        await indexing.ForgetAsync(id);
        await indexes.RemoveAsync(id);
        changes.Signal();
        return Answer<bool>.Of(true);
    }

    private static IQueryable<RecordingEntity> Deleted(AppDbContext database) =>
        database.Recordings.IgnoreQueryFilters().Where(recording => recording.DeletedAt != null);
}
