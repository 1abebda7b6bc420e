using TapeDeck.Client.Ports;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Query;

namespace TapeDeck.Client.Tests.Fakes;

/// <summary>Rule sets in memory; previews are what the test says.</summary>
public sealed class FakeRuleSets : IRuleSets, IDeletedRuleSets
{
    private readonly FakeSubscriptions _subscriptions = new();

    /// <summary>All versions, the latest last.</summary>
    public List<RuleSetView> Versions { get; } = [];

    public List<RuleSetView> Trash { get; } = [];

    public TimeSpan KeepFor => TimeSpan.FromDays(1);

    public List<PlanFault> Faults { get; } = [];

    public List<(IReadOnlyList<RulePlan> Rules, string Recording, string Query)> Previews { get; } = [];

    public Func<IReadOnlyList<RulePlan>, RulePreviewView> Preview { get; set; } = rules => Counts(rules.Count);

    public static RulePreviewView Counts(int rules, long rewritten = 0, params IReadOnlyList<RuleSampleView> samples) => new()
    {
        Fraction = 1, IsComplete = true, Unchanged = 7, Rewritten = rewritten, Filtered = 2, Unparsable = 1, Invalid = 0,
        Hits = [.. Enumerable.Range(0, rules).Select(i => i * 1_204L)], Samples = samples, Warnings = [],
    };

    public RuleSetView Add(string id, string name, params IReadOnlyList<RulePlan> rules)
    {
        Versions.Add(new RuleSetView(id, name, Versions.Count(set => set.Id == id) + 1, DateTimeOffset.UnixEpoch, rules));
        return Versions[^1];
    }

    public Task<IReadOnlyList<RuleSetView>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<RuleSetView>>([.. Versions.GroupBy(set => set.Id).Select(versions => versions.Last())]);

    public Task<RuleSetView?> FindAsync(string id, CancellationToken cancellationToken) => Task.FromResult(Versions.FindLast(set => set.Id == id));

    public Task<IReadOnlyList<RuleSetView>> VersionsAsync(string id, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<RuleSetView>>([.. Versions.Where(set => set.Id == id).Reverse()]);

    public Task<Answer<RuleSetView>> CreateAsync(RuleSetEdit edit, CancellationToken cancellationToken) => SaveAsync($"set-{Versions.Count}", 0, edit, cancellationToken);

    public Task<Answer<RuleSetView>> SaveAsync(string id, int? version, RuleSetEdit edit, CancellationToken cancellationToken) =>
        Task.FromResult(version < Versions.Count(set => set.Id == id) ? Answer<RuleSetView>.Stale(new PlanFault("", "Somebody else saved meanwhile."))
            : Faults.Count > 0 ? Answer<RuleSetView>.Refused([.. Faults]) : Answer<RuleSetView>.Of(Add(id, edit.Name, edit.Rules)));

    public Task<Answer<bool>> DeleteAsync(string id, int? version, CancellationToken cancellationToken)
    {
        return Task.FromResult(Answer<bool>.Of(Move(id, Versions, Trash, DateTimeOffset.UnixEpoch)));
    }

    public Task<Answer<IAsyncEnumerable<RulePreviewView>>> PreviewAsync(IReadOnlyList<RulePlan> rules, string recordingId, TrafficQuery query, int samples, CancellationToken cancellationToken)
    {
        Previews.Add((rules, recordingId, query.Text));
        return Task.FromResult(Faults.Count > 0
            ? Answer<IAsyncEnumerable<RulePreviewView>>.Refused([.. Faults])
            : Answer<IAsyncEnumerable<RulePreviewView>>.Of(Once(Preview(rules))));
    }

    Task<IReadOnlyList<RuleSetView>> IDeletedRuleSets.ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<RuleSetView>>([.. Trash.GroupBy(set => set.Id).Select(versions => versions.Last())]);

    public Task<bool> RestoreAsync(string id, CancellationToken cancellationToken) => Task.FromResult(Move(id, Trash, Versions, null));

    public Task<bool> PurgeAsync(string id, CancellationToken cancellationToken) => Task.FromResult(Move(id, Trash, [], null));

    public IDisposable Subscribe(Action changed) => _subscriptions.Add(changed);

    private bool Move(string id, List<RuleSetView> from, List<RuleSetView> to, DateTimeOffset? deletedAt)
    {
        to.AddRange(from.Where(set => set.Id == id).Select(set => set with { DeletedAt = deletedAt }));
        var moved = from.RemoveAll(set => set.Id == id) > 0;
        _subscriptions.Notify();
        return moved;
    }

    private static async IAsyncEnumerable<RulePreviewView> Once(RulePreviewView view)
    {
        await Task.CompletedTask;
        yield return view;
    }
}
