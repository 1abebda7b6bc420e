namespace TapeDeck.Server.Persistence;

/// <summary>An API token. Only the hash of its secret is kept.</summary>
public sealed class ApiTokenEntity
{
    public required string Id { get; init; }

    public required string Name { get; set; }

    /// <summary>SHA-256 of the secret, in hexadecimal.</summary>
    public required string Hash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; set; }
}
