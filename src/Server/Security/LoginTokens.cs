using Microsoft.EntityFrameworkCore;
using TapeDeck.Server.Persistence;

namespace TapeDeck.Server.Security;

/// <summary>One-time tokens that open the dashboard. They lie in the database so that another process can issue one.</summary>
internal sealed class LoginTokens(IDbContextFactory<AppDbContext> databases, TimeProvider time)
{
    private static readonly TimeSpan s_lifetime = TimeSpan.FromDays(1);

    /// <summary>A new token; those that expired are cleared away.</summary>
    public async Task<string> IssueAsync(CancellationToken cancellationToken)
    {
        var token = SecretText.Create();
        var now = time.GetUtcNow();
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await database.LoginTokens.Where(old => old.ExpiresAt <= now).ExecuteDeleteAsync(cancellationToken);
        database.LoginTokens.Add(new LoginTokenEntity { Hash = SecretText.Hash(token), ExpiresAt = now + s_lifetime });
        await database.SaveChangesAsync(cancellationToken);
        return token;
    }

    /// <summary>Uses a token up. False when there is no such token, or no longer.</summary>
    public async Task<bool> RedeemAsync(string token, CancellationToken cancellationToken)
    {
        var (hash, now) = (SecretText.Hash(token.Trim()), time.GetUtcNow());
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.LoginTokens.Where(known => known.Hash == hash && known.ExpiresAt > now).ExecuteDeleteAsync(cancellationToken) == 1;
    }
}
