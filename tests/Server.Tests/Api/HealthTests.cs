using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TapeDeck.Server.Persistence;

namespace TapeDeck.Server.Tests.Api;

public sealed class HealthTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/healthz/live")]
    [InlineData("/healthz/ready")]
    public async Task Health_OfAServerThatWorks_IsYesAndNothingElse(string path)
    {
        await using var server = await ServerFixture.StartAsync();
        using var answer = await server.Anonymous().GetAsync(path, Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(Token));
    }

    [Fact]
    public async Task Health_DatabaseThatCannotBeRead_IsLiveButNotReady()
    {
        await using var server = await ServerFixture.StartAsync();
        await using (var database = await server.Application.Services.GetRequiredService<IDbContextFactory<AppDbContext>>().CreateDbContextAsync(Token))
        {
            await database.Database.ExecuteSqlRawAsync("DROP TABLE LoginTokens", Token);
        }

        Assert.Equal(HttpStatusCode.OK, (await server.Anonymous().GetAsync("/healthz/live", Token)).StatusCode);
        using var ready = await server.Anonymous().GetAsync("/healthz/ready", Token);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.DoesNotContain("LoginTokens", await ready.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }
}
