using TapeDeck.Engine;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Query;

namespace TapeDeck.Client.Ports;

/// <summary>Named sets of rules, kept with all their versions.</summary>
public interface IRuleSets
{
    /// <summary>By name.</summary>
    Task<IReadOnlyList<RuleSetView>> ListAsync(CancellationToken cancellationToken);

    Task<RuleSetView?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>The set as it was, the latest version first; empty when there is no such set.</summary>
    Task<IReadOnlyList<RuleSetView>> VersionsAsync(string id, CancellationToken cancellationToken);

    /// <summary>Keeps a new set; refused with every fault.</summary>
    Task<Answer<RuleSetView>> CreateAsync(RuleSetEdit edit, CancellationToken cancellationToken);

    /// <summary>Keeps the next version of a set.</summary>
    /// <param name="id">The set.</param>
    /// <param name="version">The version that was changed; the answer is stale when somebody saved another meanwhile. Null: whichever is the latest.</param>
    /// <param name="edit">All of it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<Answer<RuleSetView>> SaveAsync(string id, int? version, RuleSetEdit edit, CancellationToken cancellationToken);

    /// <summary>
    /// Takes a set and its versions away; they can be restored for a time (<see cref="IDeletedRuleSets"/>). False when there is none.
    /// Runs have copies of the rules and go on.
    /// </summary>
    /// <param name="id">The set.</param>
    /// <param name="version">The version that is to be the latest; the answer is stale when it is not. Null: whichever is.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<Answer<bool>> DeleteAsync(string id, int? version, CancellationToken cancellationToken);

    /// <summary>Puts the requests of a recording through rules, without sending any; refused when the rules are wrong or there is no such recording.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="recordingId">The recording.</param>
    /// <param name="query">Only the requests of exchanges that fit are put through.</param>
    /// <param name="samples">How many changed requests are shown.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What was found so far, several times a second; the last one is of the whole recording.</returns>
    Task<Answer<IAsyncEnumerable<RulePreviewView>>> PreviewAsync(IReadOnlyList<RulePlan> rules, string recordingId, TrafficQuery query, int samples, CancellationToken cancellationToken);

    /// <summary>Calls back after a set came, changed or went; dispose to end.</summary>
    IDisposable Subscribe(Action changed);
}

/// <summary>A set of rules in one version.</summary>
/// <param name="Id">The same in all versions.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Version">From 1.</param>
/// <param name="SavedAt">When this version was kept.</param>
/// <param name="Rules">In the order of their cards.</param>
public sealed record RuleSetView(string Id, string Name, int Version, DateTimeOffset SavedAt, IReadOnlyList<RulePlan> Rules)
{
    /// <summary>When the set was deleted; null while it is not.</summary>
    public DateTimeOffset? DeletedAt { get; init; }
}

/// <summary>What people write of a set.</summary>
public sealed record RuleSetEdit(string Name, IReadOnlyList<RulePlan> Rules);

/// <summary>What rules would do to the requests of a recording, as far as it was read.</summary>
public sealed record RulePreviewView
{
    /// <summary>How much of the recording was read, 0–1.</summary>
    public required double Fraction { get; init; }

    public required bool IsComplete { get; init; }

    public required long Unchanged { get; init; }

    public required long Rewritten { get; init; }

    public required long Filtered { get; init; }

    /// <summary>Not HTTP/1, and taken out since there is an allow filter.</summary>
    public required long Unparsable { get; init; }

    /// <summary>Changed to something no server would take for one whole request.</summary>
    public required long Invalid { get; init; }

    public long Requests => Unchanged + Rewritten + Filtered + Unparsable;

    /// <summary>For each rule, how many requests it took hold of.</summary>
    public required IReadOnlyList<long> Hits { get; init; }

    /// <summary>Changed requests: the invalid ones first.</summary>
    public required IReadOnlyList<RuleSampleView> Samples { get; init; }

    /// <summary>What is valid and perhaps not meant, with the pointer of the rule.</summary>
    public required IReadOnlyList<PlanFault> Warnings { get; init; }
}

/// <summary>One request before and after the rules.</summary>
/// <param name="Before">As recorded.</param>
/// <param name="After">As it would be sent.</param>
/// <param name="Fault">What makes it invalid; null when it is valid.</param>
public sealed record RuleSampleView(Record Before, Record After, string? Fault);
