using Microsoft.EntityFrameworkCore;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Plans;
using TapeDeck.Server.Persistence;

namespace TapeDeck.Server.Security;

/// <summary>Makes, lists, checks and revokes API tokens.</summary>
internal sealed class ApiTokens(IDbContextFactory<AppDbContext> databases, OpenRequests open, TimeProvider time) : IApiTokens
{
    private const int LongestName = 100;
    private static readonly TimeSpan s_longestLifetime = TimeSpan.FromDays(3660);
    private static readonly TimeSpan s_useGranularity = TimeSpan.FromMinutes(1);

    public async Task<IReadOnlyList<ApiTokenView>> ListAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return [.. (await database.ApiTokens.OrderByDescending(token => token.CreatedAt).ToListAsync(cancellationToken)).Select(View)];
    }

    public async Task<Answer<NewApiToken>> CreateAsync(string name, TimeSpan? lifetime, CancellationToken cancellationToken)
    {
        name = name.Trim();
        PlanFault[] faults =
        [
            .. name.Length is > 0 and <= LongestName ? [] : new[] { new PlanFault("/name", $"A name of 1 to {LongestName} characters is needed.") },
            .. lifetime is null || lifetime > TimeSpan.Zero && lifetime <= s_longestLifetime
                ? [] : new[] { new PlanFault("/lifetime", "A lifetime is above 0 and at most 10 years; leave it out for a token that does not expire.") },
        ];
        if (faults.Length > 0)
        {
            return Answer<NewApiToken>.Refused(faults);
        }

        var secret = "td_" + SecretText.Create();
        var now = time.GetUtcNow();
        var token = new ApiTokenEntity
        {
            Id = Guid.CreateVersion7(now).ToString("N"),
            Name = name,
            Hash = SecretText.Hash(secret),
            CreatedAt = now,
            ExpiresAt = now + lifetime,
        };
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        database.ApiTokens.Add(token);
        await database.SaveChangesAsync(cancellationToken);
        return Answer<NewApiToken>.Of(new NewApiToken(View(token), secret));
    }

    public async Task<bool> RevokeAsync(string id, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var isKnown = await database.ApiTokens.Where(token => token.Id == id).ExecuteDeleteAsync(cancellationToken) == 1;
        open.End(id);
        return isKnown;
    }

    /// <summary>The token with this secret that has not expired, its use noted to the minute; null when there is none.</summary>
    public async Task<ApiTokenView?> RecogniseAsync(string secret, CancellationToken cancellationToken)
    {
        var (hash, now) = (SecretText.Hash(secret), time.GetUtcNow());
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var token = await database.ApiTokens.SingleOrDefaultAsync(known => known.Hash == hash, cancellationToken);
        if (token is null || token.ExpiresAt <= now)
        {
            return null;
        }

        if (token.LastUsedAt is null || now - token.LastUsedAt >= s_useGranularity)
        {
            await database.ApiTokens.Where(known => known.Id == token.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(known => known.LastUsedAt, now), cancellationToken);
        }

        return View(token);
    }

    private static ApiTokenView View(ApiTokenEntity token) => new(token.Id, token.Name, token.CreatedAt, token.ExpiresAt, token.LastUsedAt);
}
