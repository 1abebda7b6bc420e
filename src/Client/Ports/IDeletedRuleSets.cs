namespace TapeDeck.Client.Ports;

/// <summary>Rule sets that were deleted and are still kept, with all their versions.</summary>
public interface IDeletedRuleSets
{
    /// <summary>How long a deleted rule set can be restored.</summary>
    TimeSpan KeepFor { get; }

    /// <summary>The last deleted first, each in its latest version.</summary>
    Task<IReadOnlyList<RuleSetView>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Brings a set back with its name and versions; several sets may have one name. False when there is none of that id.</summary>
    Task<bool> RestoreAsync(string id, CancellationToken cancellationToken);

    /// <summary>Forgets a set for ever; false when there is none of that id.</summary>
    Task<bool> PurgeAsync(string id, CancellationToken cancellationToken);
}
