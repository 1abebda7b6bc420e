using Microsoft.EntityFrameworkCore;
using TapeDeck.Client.Ports;
using TapeDeck.Server.Hosting;
using TapeDeck.Server.Persistence;

namespace TapeDeck.Server.Recordings;

/// <summary>Stops the indexing of a recording and starts it again. The files are not touched.</summary>
internal sealed class IndexingControl(
    IDbContextFactory<AppDbContext> databases, RecordingIndexing indexing, RecordingIndexes indexes, LibraryChanges changes)
{
    private static readonly RecordingState[] s_resting =
        [RecordingState.Unindexed, RecordingState.Healthy, RecordingState.Modified, RecordingState.Damaged, RecordingState.Unreadable];

    /// <summary>Ends the indexing; what is indexed so far stays visible. Refused when there is none to end.</summary>
    public async Task<Answer<bool>> StopAsync(string id, CancellationToken cancellationToken)
    {
        if (!await MoveAsync(id, [RecordingState.Indexing], RecordingState.Unindexed, cancellationToken))
        {
            return Answer<bool>.Refused("This recording is not being indexed.");
        }

        await indexing.ForgetAsync(id);
        changes.Signal();
        return Answer<bool>.Of(true);
    }

    /// <summary>Discards the index and lets it be built anew; the files as they are now are then the recording. Refused while one is being built.</summary>
    public async Task<Answer<bool>> StartAsync(string id, CancellationToken cancellationToken)
    {
        if (!await MoveAsync(id, s_resting, RecordingState.Unindexed, cancellationToken))
        {
            return Answer<bool>.Refused("This recording is being recorded or indexed already.");
        }

        await indexing.ForgetAsync(id);
        await indexes.RemoveAsync(id);
        await AcceptAsync(id);
        changes.Signal();
        return Answer<bool>.Of(true);
    }

    /// <summary>The files are what they are now: whatever was changed in them is forgotten.</summary>
    private async Task AcceptAsync(string id)
    {
        await using var database = await databases.CreateDbContextAsync();
        await database.Recordings.Where(recording => recording.Id == id && recording.State == RecordingState.Unindexed).ExecuteUpdateAsync(
            set => set.SetProperty(recording => recording.State, RecordingState.Indexing)
                .SetProperty(recording => recording.ModifiedAt, (DateTimeOffset?)null).SetProperty(recording => recording.FilesStamp, (string?)null));
    }

    private async Task<bool> MoveAsync(string id, RecordingState[] from, RecordingState to, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Recordings.Where(recording => recording.Id == id && from.Contains(recording.State))
            .ExecuteUpdateAsync(set => set.SetProperty(recording => recording.State, to), cancellationToken) > 0;
    }
}
