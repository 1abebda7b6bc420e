using System.Globalization;
using Microsoft.EntityFrameworkCore;
using TapeDeck.Client.Ports;
using TapeDeck.Server.Hosting;
using TapeDeck.Server.Persistence;

namespace TapeDeck.Server.Recordings;

/// <summary>Finds recordings whose files were changed from outside: they are marked, and indexed anew.</summary>
internal sealed class RecordingWatch(IDbContextFactory<AppDbContext> databases, DataDirectory directory, LibraryChanges changes, TimeProvider time)
{
    private static readonly RecordingState[] s_watched = [RecordingState.Healthy, RecordingState.Modified, RecordingState.Damaged];

    /// <summary>What a recording's files are like: another text when one was written since, or is gone.</summary>
    public string Stamp(RecordingEntity recording) => string.Join(' ', directory.FilesOf(recording.Id, recording.Files).Select(path => new FileInfo(path))
        .Select(file => file.Exists ? string.Create(CultureInfo.InvariantCulture, $"{file.Length}:{file.LastWriteTimeUtc.Ticks}") : "gone"));

    /// <summary>Looks at every recording that rests.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var watched = await database.Recordings.Where(recording => s_watched.Contains(recording.State) && recording.FilesStamp != null).ToListAsync(cancellationToken);
        foreach (var recording in watched.Where(recording => recording.FilesStamp != Stamp(recording)))
        {
            recording.State = RecordingState.Indexing;
            recording.ModifiedAt = time.GetUtcNow();
            recording.FilesStamp = null;
        }

        if (await database.SaveChangesAsync(cancellationToken) > 0)
        {
            changes.Signal();
        }
    }
}
