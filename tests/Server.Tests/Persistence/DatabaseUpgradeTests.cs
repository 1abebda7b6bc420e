using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Runs;
using TapeDeck.Server.Hosting;
using TapeDeck.Server.Persistence;

namespace TapeDeck.Server.Tests.Persistence;

public sealed class DatabaseUpgradeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_FreshDirectory_MakesDatabaseInWriteAheadMode()
    {
        await using var server = await ServerFixture.StartAsync();
        await using var database = await OpenAsync(server);
        Assert.Equal("wal", Assert.Single(await database.Database.SqlQueryRaw<string>("PRAGMA journal_mode").ToListAsync(Token)), ignoreCase: true);
        Assert.False(database.Database.HasPendingModelChanges());
    }

    [Theory]
    [InlineData(RunState.Starting, RunState.Interrupted)]
    [InlineData(RunState.Running, RunState.Interrupted)]
    [InlineData(RunState.Paused, RunState.Interrupted)]
    [InlineData(RunState.Stopping, RunState.Interrupted)]
    [InlineData(RunState.Pending, RunState.Pending)]
    [InlineData(RunState.Completed, RunState.Completed)]
    [InlineData(RunState.Failed, RunState.Failed)]
    public async Task Start_RunLeftInState_Becomes(RunState before, RunState after)
    {
        await using var server = await ServerFixture.StartAsync();
        await using (var database = await OpenAsync(server))
        {
            database.Runs.Add(Run(before));
            database.Recordings.Add(new RecordingEntity { Id = "rec", Name = "n", State = RecordingState.Recording, CreatedAt = DateTimeOffset.UnixEpoch });
            await database.SaveChangesAsync(Token);
        }

        await server.RestartAsync();
        await using var reopened = await OpenAsync(server);
        var run = await reopened.Runs.SingleAsync(Token);
        Assert.Equal(after, run.State);
        Assert.Equal(after == RunState.Interrupted ? DateTimeOffset.UnixEpoch.AddSeconds(9) : null, run.EndedAt);
        Assert.NotEqual(RecordingState.Recording, (await reopened.Recordings.SingleAsync(Token)).State);
    }

    [Fact]
    public async Task Start_DatabaseOfNewerVersion_IsRefusedWithMessage()
    {
        await using var server = await ServerFixture.StartAsync();
        await using (var database = await OpenAsync(server))
        {
            await database.Database.ExecuteSqlRawAsync("INSERT INTO __EFMigrationsHistory VALUES ('99991231000000_Later', '11.0.0')", Token);
        }

        var fault = await Assert.ThrowsAsync<StartupException>(() => server.RestartAsync());
        Assert.Contains("newer version", fault.Message, StringComparison.Ordinal);
        Assert.Contains("99991231000000_Later", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5000)]
    [InlineData(100)]
    public async Task Start_DatabaseThatIsNone_IsRefusedWithWhatToDo(int bytes)
    {
        await using var server = await ServerFixture.StartAsync();
        var fault = await Assert.ThrowsAsync<StartupException>(() => server.RestartAsync(async () =>
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            File.Delete(server.Folder.File("tapedeck.db-wal"));
            await File.WriteAllBytesAsync(server.Folder.File("tapedeck.db"), [.. Enumerable.Repeat((byte)'x', bytes)], Token);
        }));
        Assert.Contains("not a database", fault.Message, StringComparison.Ordinal);
        Assert.Contains(server.Folder.File("tapedeck.db"), fault.Message, StringComparison.Ordinal);
        Assert.Contains("move it away", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_DatabaseOfBeforeRuleSetsCouldBeDeleted_KeepsThem()
    {
        await using var server = await ServerFixture.StartAsync();
        await using (var database = await OpenAsync(server))
        {
            await database.GetService<IMigrator>().MigrateAsync("RememberedAnswers", Token);
            await database.Database.ExecuteSqlRawAsync("INSERT INTO RuleSets (Id, Version, Name, RulesJson, SavedAt) VALUES ('a', 1, 'Staging', '[]', 0)", Token);
        }

        await server.RestartAsync();
        Assert.Equal("Staging", Assert.Single(await server.Application.Services.GetRequiredService<IRuleSets>().ListAsync(Token)).Name);
        Assert.Empty(await server.Application.Services.GetRequiredService<IDeletedRuleSets>().ListAsync(Token));
    }

    private static async Task<AppDbContext> OpenAsync(ServerFixture server) =>
        await server.Application.Services.GetRequiredService<IDbContextFactory<AppDbContext>>().CreateDbContextAsync(Token);

    private static RunEntity Run(RunState state) => new()
    {
        Id = "run",
        Purpose = RunPurpose.Capture,
        Name = "left over",
        PlanJson = "{}",
        State = state,
        CreatedAt = DateTimeOffset.UnixEpoch,
        SavedAt = DateTimeOffset.UnixEpoch.AddSeconds(9),
    };
}
