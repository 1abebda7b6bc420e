using System.Net;
using System.Net.Http.Headers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using TapeDeck.Client.Ports;
using TapeDeck.Server.Persistence;

namespace TapeDeck.Server.Tests.Security;

public sealed class ApiTokensTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Token_Created_IsKeptAsHashOnly()
    {
        await using var server = await ServerFixture.StartAsync();
        var made = await Tokens(server).CreateAsync("ci", null, Token);
        await using var database = await server.Application.Services.GetRequiredService<IDbContextFactory<AppDbContext>>().CreateDbContextAsync(Token);
        var row = await database.ApiTokens.SingleAsync(Token);
        Assert.DoesNotContain(made.Value!.Secret, row.Hash, StringComparison.OrdinalIgnoreCase);
        Assert.True(made.Value.Secret.Length >= 43, "256 bits need 43 characters.");
    }

    [Fact]
    public async Task Token_Revoked_StopsWorkingAtOnce()
    {
        await using var server = await ServerFixture.StartAsync();
        using var program = await server.ProgramAsync();
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/api/v1/version", Token)).StatusCode);
        var token = Assert.Single(await Tokens(server).ListAsync(Token));
        Assert.NotNull(token.LastUsedAt);
        Assert.True(await Tokens(server).RevokeAsync(token.Id, Token));
        using var refused = await program.GetAsync("/api/v1/version", Token);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Token_Expired_StopsWorking()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(60));
        await using var server = await ServerFixture.StartAsync(builder => builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time)));
        var made = await Tokens(server).CreateAsync("short", TimeSpan.FromHours(1), Token);
        using var program = server.Anonymous();
        program.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", made.Value!.Secret);
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/api/v1/version", Token)).StatusCode);
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await program.GetAsync("/api/v1/version", Token)).StatusCode);
    }

    [Fact]
    public async Task Token_InTheQuery_IsNotAccepted()
    {
        await using var server = await ServerFixture.StartAsync();
        var made = await Tokens(server).CreateAsync("query", null, Token);
        using var answer = await server.Anonymous().GetAsync($"/api/v1/version?access_token={made.Value!.Secret}", Token);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private static IApiTokens Tokens(ServerFixture server) => server.Application.Services.GetRequiredService<IApiTokens>();
}
