namespace TapeDeck.Server.Persistence;

/// <summary>One version of a set of rules; versions are never changed, only followed by others, and deleted all together.</summary>
public sealed class RuleSetEntity
{
    /// <summary>The same in all versions.</summary>
    public required string Id { get; init; }

    /// <summary>From 1.</summary>
    public required int Version { get; init; }

    public required string Name { get; init; }

    public required string RulesJson { get; init; }

    public required DateTimeOffset SavedAt { get; init; }

    /// <summary>When the set was deleted; null while it is not.</summary>
    public DateTimeOffset? DeletedAt { get; init; }
}
