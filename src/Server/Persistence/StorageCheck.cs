using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using TapeDeck.Server.Hosting;

namespace TapeDeck.Server.Persistence;

/// <summary>Ready is a server that can read its database and has room on its disk.</summary>
internal sealed class StorageCheck(IDbContextFactory<AppDbContext> databases, DataDirectory directory) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var database = await databases.CreateDbContextAsync(cancellationToken);
            await database.LoginTokens.AnyAsync(cancellationToken);
            return new DriveInfo(directory.Root).AvailableFreeSpace > 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The disk is full.");
        }
        catch (Exception failure) when (failure is DbException or IOException or UnauthorizedAccessException)
        {
            return HealthCheckResult.Unhealthy(failure.Message, failure);
        }
    }
}
