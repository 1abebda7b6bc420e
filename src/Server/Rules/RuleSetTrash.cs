using Microsoft.EntityFrameworkCore;
using TapeDeck.Client.Ports;
using TapeDeck.Server.Hosting;
using TapeDeck.Server.Persistence;

namespace TapeDeck.Server.Rules;

/// <summary>Deleted rule sets, and how they leave for good.</summary>
internal sealed class RuleSetTrash(IDbContextFactory<AppDbContext> databases, RuleSetChanges changes, ServerOptions options) : IDeletedRuleSets
{
    public TimeSpan KeepFor => options.Retention.KeepDeleted;

    public async Task<IReadOnlyList<RuleSetView>> ListAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var versions = await Deleted(database).AsNoTracking().ToListAsync(cancellationToken);
        return [.. versions.GroupBy(set => set.Id).Select(set => set.MaxBy(version => version.Version)!).OrderByDescending(set => set.DeletedAt).Select(RuleSetStore.ViewOf)];
    }

    public async Task<bool> RestoreAsync(string id, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var restored = await Deleted(database).Where(set => set.Id == id)
            .ExecuteUpdateAsync(set => set.SetProperty(version => version.DeletedAt, (DateTimeOffset?)null), cancellationToken);
        changes.Signal();
        return restored > 0;
    }

    public async Task<bool> PurgeAsync(string id, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var purged = await Deleted(database).Where(set => set.Id == id).ExecuteDeleteAsync(cancellationToken);
        changes.Signal();
        return purged > 0;
    }

    private static IQueryable<RuleSetEntity> Deleted(AppDbContext database) =>
        database.RuleSets.IgnoreQueryFilters().Where(set => set.DeletedAt != null);
}
