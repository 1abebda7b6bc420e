using Microsoft.EntityFrameworkCore;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Runs;
using TapeDeck.Server.Hosting;

namespace TapeDeck.Server.Persistence;

/// <summary>Brings the database to this program's version before anything uses it, and closes what the last process left open.</summary>
internal sealed class DatabaseUpgrade(IDbContextFactory<AppDbContext> databases, DataDirectory directory, TimeProvider time)
{
    private static readonly RunState[] s_active = [RunState.Starting, RunState.Running, RunState.Paused, RunState.Stopping];

    /// <exception cref="StartupException">The database is too new, damaged, or cannot be written.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await UpgradeAsync(cancellationToken);
        }
        catch (Exception failure) when (StorageFault.Find(failure) is { } fault)
        {
            throw new StartupException(
                $"{directory.Database} cannot be used: {fault}. Put a backup in its place, or move it away: TapeDeck then starts with an empty one and finds the recordings in {directory.Recordings} again.",
                failure);
        }
    }

    private async Task UpgradeAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var known = database.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
        if ((await database.Database.GetAppliedMigrationsAsync(cancellationToken)).FirstOrDefault(name => !known.Contains(name)) is { } unknown)
        {
            throw new StartupException($"{directory.Database} was written by a newer version of TapeDeck ({unknown}). Start that version, or use another data directory.");
        }

        await database.Database.MigrateAsync(cancellationToken);
        await database.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", cancellationToken);
        await CloseInterruptedAsync(database, cancellationToken);
    }

    private async Task CloseInterruptedAsync(AppDbContext database, CancellationToken cancellationToken)
    {
        foreach (var run in await database.Runs.Where(run => s_active.Contains(run.State)).ToListAsync(cancellationToken))
        {
            run.State = RunState.Interrupted;
            run.Failure = "TapeDeck ended while it was running; the figures are those last saved.";
            run.EndedAt = run.SavedAt;
            run.SavedAt = time.GetUtcNow();
        }

        // What was written up to the end is whole records: it only needs its index.
        foreach (var recording in await database.Recordings.Where(r => r.State == RecordingState.Recording).ToListAsync(cancellationToken))
        {
            recording.State = RecordingState.Indexing;
        }

        await database.SaveChangesAsync(cancellationToken);
    }
}
