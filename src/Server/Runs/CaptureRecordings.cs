using Microsoft.EntityFrameworkCore;
using TapeDeck.Client.Ports;
using TapeDeck.Server.Hosting;
using TapeDeck.Server.Persistence;

namespace TapeDeck.Server.Runs;

/// <summary>Puts the recordings that captures write into the library.</summary>
internal sealed class CaptureRecordings(IDbContextFactory<AppDbContext> databases, DataDirectory directory, LibraryChanges changes, TimeProvider time)
{
    /// <summary>Opens a recording for a capture that is about to start.</summary>
    public async Task<string> BeginAsync(string captureId, string name, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var recording = new RecordingEntity
        {
            Id = Guid.CreateVersion7(now).ToString("N"),
            Name = name,
            State = RecordingState.Recording,
            CreatedAt = now,
            CaptureId = captureId,
            Files = [PlanPreparation.CaptureFile],
        };
        Directory.CreateDirectory(directory.Recording(recording.Id));
        await File.Create(FileOf(recording.Id)).DisposeAsync(); // pages may read it before the first record
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        database.Recordings.Add(recording);
        await database.SaveChangesAsync(cancellationToken);
        changes.Signal();
        return recording.Id;
    }

    /// <summary>Hands what a capture wrote over to be indexed.</summary>
    public async Task EndAsync(string id, CancellationToken cancellationToken)
    {
        var file = new FileInfo(FileOf(id));
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await database.Recordings.Where(recording => recording.Id == id).ExecuteUpdateAsync(
            set => set.SetProperty(recording => recording.State, RecordingState.Indexing)
                .SetProperty(recording => recording.SizeBytes, file.Exists ? file.Length : 0),
            cancellationToken);
        changes.Signal();
    }

    /// <summary>Takes back a recording whose capture could not start.</summary>
    public async Task DiscardAsync(string id, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await database.Recordings.Where(recording => recording.Id == id).ExecuteDeleteAsync(cancellationToken);
        if (Directory.Exists(directory.Recording(id)))
        {
            Directory.Delete(directory.Recording(id), recursive: true);
        }

        changes.Signal();
    }

    private string FileOf(string id) => Path.Combine(directory.Recording(id), PlanPreparation.CaptureFile);
}
