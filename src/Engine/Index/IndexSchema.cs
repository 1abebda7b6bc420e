namespace TapeDeck.Engine.Index;

/// <summary>The tables of an index file and the version they have.</summary>
/// <param name="Version">Changes whenever a table changes; files of another version are discarded.</param>
/// <param name="Tables">The statements that make the empty tables.</param>
internal sealed record IndexSchema(int Version, string Tables)
{
    /// <summary>Whether the content can be made anew from elsewhere, so that a file that does not fit may be deleted.</summary>
    public bool IsCache { get; init; } = true;

    /// <summary>The statements that bring the tables of an older version to this one.</summary>
    public IReadOnlyDictionary<int, string> Upgrades { get; init; } = new Dictionary<int, string>();

    public const string VersionTable = "index_version";

    /// <summary>Makes everything in an empty database.</summary>
    public string CreateScript => $"""
        BEGIN;
        CREATE TABLE {VersionTable} (version INTEGER NOT NULL);
        INSERT INTO {VersionTable} VALUES ({Version});
        {Tables}
        COMMIT;
        """;
}
