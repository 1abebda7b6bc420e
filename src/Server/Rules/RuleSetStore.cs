using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Query;
using TapeDeck.Engine.Rules;
using TapeDeck.Server.Persistence;

namespace TapeDeck.Server.Rules;

/// <summary>The sets of rules and their versions.</summary>
internal sealed class RuleSetStore(IDbContextFactory<AppDbContext> databases, RuleSetPreviews previews, RuleSetChanges changes, TimeProvider time) : IRuleSets
{
    private const int LongestName = 200;
    private const int MostRules = 200;

    public async Task<IReadOnlyList<RuleSetView>> ListAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var latest = await Latest(database).ToListAsync(cancellationToken);
        return [.. latest.Select(ViewOf).OrderBy(set => set.Name, StringComparer.OrdinalIgnoreCase)];
    }

    public async Task<RuleSetView?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await Latest(database).SingleOrDefaultAsync(set => set.Id == id, cancellationToken) is { } found ? ViewOf(found) : null;
    }

    public async Task<IReadOnlyList<RuleSetView>> VersionsAsync(string id, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var versions = await database.RuleSets.AsNoTracking().Where(set => set.Id == id).OrderByDescending(set => set.Version).ToListAsync(cancellationToken);
        return [.. versions.Select(ViewOf)];
    }

    public async Task<Answer<RuleSetView>> CreateAsync(RuleSetEdit edit, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await AddAsync(database, Guid.CreateVersion7(time.GetUtcNow()).ToString("N"), 1, edit, cancellationToken);
    }

    public async Task<Answer<RuleSetView>> SaveAsync(string id, int? version, RuleSetEdit edit, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var turn = await database.Database.BeginTransactionAsync(cancellationToken); // Nobody else writes between the look and the change.
        var answer = await Latest(database).SingleOrDefaultAsync(set => set.Id == id, cancellationToken) switch
        {
            null => Answer<RuleSetView>.Refused("There is no such rule set."),
            var current when (version ?? current.Version) != current.Version => Answer<RuleSetView>.Stale(Overtaken(current.Version)),
            var current => await AddAsync(database, id, current.Version + 1, edit, cancellationToken),
        };
        await turn.CommitAsync(cancellationToken);
        return answer;
    }

    public async Task<Answer<bool>> DeleteAsync(string id, int? version, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var turn = await database.Database.BeginTransactionAsync(cancellationToken);
        if (version is not null && await Latest(database).SingleOrDefaultAsync(set => set.Id == id, cancellationToken) is { } current && current.Version != version)
        {
            return Answer<bool>.Stale(Overtaken(current.Version));
        }

        var deleted = await database.RuleSets.Where(set => set.Id == id)
            .ExecuteUpdateAsync(set => set.SetProperty(version => version.DeletedAt, time.GetUtcNow()), cancellationToken);
        await turn.CommitAsync(cancellationToken);
        changes.Signal();
        return Answer<bool>.Of(deleted > 0);
    }

    public Task<Answer<IAsyncEnumerable<RulePreviewView>>> PreviewAsync(
        IReadOnlyList<RulePlan> rules, string recordingId, TrafficQuery query, int samples, CancellationToken cancellationToken) =>
        previews.StartAsync(rules, recordingId, query, samples, cancellationToken);

    public IDisposable Subscribe(Action changed) => changes.Subscribe(changed);

    public static RuleSetView ViewOf(RuleSetEntity set) =>
        new(set.Id, set.Name, set.Version, set.SavedAt, JsonSerializer.Deserialize<List<RulePlan>>(set.RulesJson, PlanJson.Options)!) { DeletedAt = set.DeletedAt };

    private static IQueryable<RuleSetEntity> Latest(AppDbContext database) =>
        database.RuleSets.AsNoTracking().Where(set => !database.RuleSets.Any(later => later.Id == set.Id && later.Version > set.Version));

    private static PlanFault Overtaken(int current) => new("", $"Somebody else saved version {current} meanwhile; load it and make the change there.");

    private static List<PlanFault> Check(RuleSetEdit edit)
    {
        var faults = new List<PlanFault>();
        faults.AddRange(edit.Name.Trim().Length is > 0 and <= LongestName ? [] : [new PlanFault("/name", $"A rule set has a name of 1 to {LongestName} characters.")]);
        faults.AddRange(edit.Rules.Count <= MostRules ? [] : [new PlanFault("/rules", $"A rule set has at most {MostRules} rules.")]);
        _ = RuleSet.Compile(edit.Rules, faults);
        return faults;
    }

    private async Task<Answer<RuleSetView>> AddAsync(AppDbContext database, string id, int version, RuleSetEdit edit, CancellationToken cancellationToken)
    {
        if (Check(edit) is { Count: > 0 } faults)
        {
            return Answer<RuleSetView>.Refused(faults);
        }

        var set = new RuleSetEntity
        {
            Id = id, Version = version, Name = edit.Name.Trim(), RulesJson = JsonSerializer.Serialize(edit.Rules, PlanJson.Options), SavedAt = time.GetUtcNow(),
        };
        database.RuleSets.Add(set);
        await database.SaveChangesAsync(cancellationToken);
        changes.Signal();
        return Answer<RuleSetView>.Of(ViewOf(set));
    }
}
