using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Runs;
using TapeDeck.Server.Live;
using TapeDeck.Server.Persistence;

namespace TapeDeck.Server.Tests.Live;

/// <summary>A capture of which only the live feed exists: what a network interface would deliver is written by the test.</summary>
internal static class OpenCapture
{
    public const string Id = "capture";

    public static async Task<LiveFeed> AddAsync(ServerFixture server)
    {
        await using var database = await server.Application.Services.GetRequiredService<IDbContextFactory<AppDbContext>>()
            .CreateDbContextAsync(TestContext.Current.CancellationToken);
        database.Runs.Add(new RunEntity
        {
            Id = Id,
            Purpose = RunPurpose.Capture,
            Name = "test",
            PlanJson = "{}",
            State = RunState.Pending,
            CreatedAt = DateTimeOffset.UnixEpoch,
            SavedAt = DateTimeOffset.UnixEpoch,
        });
        await database.SaveChangesAsync(TestContext.Current.CancellationToken);
        return server.Application.Services.GetRequiredService<LiveTraffic>().Open(Id, new Ledger());
    }
}
