namespace TapeDeck.Client.Ports;

/// <summary>API tokens of the signed-in person.</summary>
public interface IApiTokens
{
    Task<IReadOnlyList<ApiTokenView>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Makes a token; its secret is in the answer and is never shown again.</summary>
    Task<Answer<NewApiToken>> CreateAsync(string name, TimeSpan? lifetime, CancellationToken cancellationToken);

    Task<bool> RevokeAsync(string id, CancellationToken cancellationToken);
}

/// <summary>A token without its secret.</summary>
public sealed record ApiTokenView(string Id, string Name, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt);

/// <summary>A token just made.</summary>
public sealed record NewApiToken(ApiTokenView Token, string Secret);
