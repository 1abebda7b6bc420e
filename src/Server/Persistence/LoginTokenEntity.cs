namespace TapeDeck.Server.Persistence;

/// <summary>A one-time login token that was not used yet. Only its hash is kept.</summary>
public sealed class LoginTokenEntity
{
    /// <summary>SHA-256 of the token, in hexadecimal.</summary>
    public required string Hash { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}
