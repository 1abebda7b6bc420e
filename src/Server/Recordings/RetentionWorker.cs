using Microsoft.EntityFrameworkCore;
using TapeDeck.Client.Ports;
using TapeDeck.Server.Hosting;
using TapeDeck.Server.Persistence;
using TapeDeck.Server.Recordings.Uploads;

namespace TapeDeck.Server.Recordings;

/// <summary>
/// Takes out of the library what is too old or too much: deleted recordings first, then the oldest, never a pinned one nor one that is being recorded.
/// What goes by age can be restored like anything deleted; what goes for its room is gone. Each is told in the log.
/// </summary>
internal sealed partial class RetentionWorker(
    IDbContextFactory<AppDbContext> databases, RecordingTrash trash, UploadStore uploads, IRecordings recordings, ServerOptions options, TimeProvider time, ILogger<RetentionWorker> logger)
    : SweepWorker(time, logger)
{
    public override async Task SweepAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var all = await database.Recordings.IgnoreQueryFilters().AsNoTracking().OrderBy(recording => recording.CreatedAt).ToListAsync(cancellationToken);
        var now = Time.GetUtcNow();
        foreach (var recording in all.Where(recording => recording.DeletedAt + options.Retention.KeepDeleted <= now))
        {
            await PurgeAsync(recording, "it was deleted and not restored in time", cancellationToken);
        }

        foreach (var recording in all.Where(recording => MayGo(recording) && recording.DeletedAt is null && recording.CreatedAt + options.Retention.MaxAge <= now))
        {
            await recordings.DeleteAsync(recording.Id, cancellationToken);
            LogDeleted(Logger, recording.Name, recording.Id, "it is older than TapeDeck:Retention:MaxAge");
        }

        await uploads.SweepAsync(now);
        await MakeRoomAsync([.. all.Where(recording => !(recording.DeletedAt + options.Retention.KeepDeleted <= now))], cancellationToken);
    }

    private static bool MayGo(RecordingEntity recording) => recording is { IsPinned: false, State: not RecordingState.Recording };

    private async Task MakeRoomAsync(IReadOnlyList<RecordingEntity> all, CancellationToken cancellationToken)
    {
        var excess = all.Sum(recording => recording.SizeBytes) - (options.Retention.MaxBytes ?? long.MaxValue);
        foreach (var recording in all.Where(MayGo).OrderBy(recording => recording.DeletedAt is null).ThenBy(recording => recording.CreatedAt).TakeWhile(_ => excess > 0))
        {
            await recordings.DeleteAsync(recording.Id, cancellationToken);
            await PurgeAsync(recording, "all recordings together exceed TapeDeck:Retention:MaxBytes", cancellationToken);
            excess -= recording.SizeBytes;
        }

        if (excess > 0)
        {
            LogFull(Logger, excess);
        }
    }

    private async Task PurgeAsync(RecordingEntity recording, string reason, CancellationToken cancellationToken)
    {
        var answer = await trash.PurgeAsync(recording.Id, cancellationToken);
        if (answer.Succeeded)
        {
            LogPurged(Logger, recording.Name, recording.Id, reason);
        }
        else
        {
            LogBroken(Logger, answer.Faults[0].Message);
        }
    }

    [LoggerMessage(EventId = 3010, Level = LogLevel.Information, Message = "The recording '{Name}' ({Id}) was deleted: {Reason}")]
    private static partial void LogDeleted(ILogger logger, string name, string id, string reason);

    [LoggerMessage(EventId = 3011, Level = LogLevel.Information, Message = "The files of the recording '{Name}' ({Id}) were deleted: {Reason}")]
    private static partial void LogPurged(ILogger logger, string name, string id, string reason);

    [LoggerMessage(EventId = 3012, Level = LogLevel.Warning, Message = "The library is {Bytes} bytes above TapeDeck:Retention:MaxBytes, and all that is left is pinned or being recorded")]
    private static partial void LogFull(ILogger logger, long bytes);
}
