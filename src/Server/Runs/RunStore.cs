using Microsoft.EntityFrameworkCore;
using TapeDeck.Client.Ports;
using TapeDeck.Server.Persistence;

namespace TapeDeck.Server.Runs;

/// <summary>The rows of runs.</summary>
internal sealed class RunStore(IDbContextFactory<AppDbContext> databases, TimeProvider time)
{
    public async Task<IReadOnlyList<RunView>> ListAsync(RunPurpose purpose, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await database.Runs.AsNoTracking().Where(run => run.Purpose == purpose)
            .OrderByDescending(run => run.CreatedAt).ThenByDescending(run => run.Id).ToListAsync(cancellationToken);
        return [.. rows.Select(RunRows.View)];
    }

    public async Task<RunView?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Runs.AsNoTracking().SingleOrDefaultAsync(run => run.Id == id, cancellationToken) is { } row ? RunRows.View(row) : null;
    }

    public async Task AddAsync(RunView run, CancellationToken cancellationToken)
    {
        var row = new RunEntity
        {
            Id = run.Id,
            Purpose = run.Purpose,
            Name = run.Name,
            PlanJson = RunRows.Write(run.Plan),
            State = run.State,
            CreatedAt = run.CreatedAt,
            SavedAt = run.CreatedAt,
        };
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        database.Runs.Add(row);
        RunRows.Apply(row, run, time.GetUtcNow());
        await database.SaveChangesAsync(cancellationToken);
    }

    public async Task SaveAsync(RunView run, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await database.Runs.SingleOrDefaultAsync(row => row.Id == run.Id, cancellationToken) is { } row)
        {
            RunRows.Apply(row, run, time.GetUtcNow());
            await database.SaveChangesAsync(cancellationToken);
        }
    }

    public async Task DeleteAsync(string id, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await database.Runs.Where(run => run.Id == id).ExecuteDeleteAsync(cancellationToken);
    }
}
