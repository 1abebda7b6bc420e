using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Plans;
using TapeDeck.Server.Rules;
using TapeDeck.Server.Tests.Recordings;

namespace TapeDeck.Server.Tests.Rules;

public sealed class RuleSetTrashTests
{
    private static readonly RulePlan s_rule = new(RuleKind.SetHeader, "X-Env", Value: "staging");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Delete_RuleSet_CanBeRestoredWithAllItsVersions()
    {
        await using var library = await LibraryFixture.StartAsync();
        var (sets, trash) = (library.Service<IRuleSets>(), library.Service<IDeletedRuleSets>());
        var first = (await sets.CreateAsync(new RuleSetEdit("Staging", [s_rule]), Token)).Value!;
        var second = (await sets.SaveAsync(first.Id, 1, new RuleSetEdit("Staging 2", []), Token)).Value!;

        Assert.True((await sets.DeleteAsync(first.Id, 2, Token)).Value);
        Assert.Empty(await sets.ListAsync(Token));
        Assert.Null(await sets.FindAsync(first.Id, Token));
        Assert.False((await sets.SaveAsync(first.Id, null, new RuleSetEdit("Too late", []), Token)).Succeeded);
        Assert.False((await sets.DeleteAsync(first.Id, null, Token)).Value);
        var deleted = Assert.Single(await trash.ListAsync(Token));
        Assert.NotNull(deleted.DeletedAt);
        Assert.Equivalent(second, deleted with { DeletedAt = null });

        Assert.True(await trash.RestoreAsync(first.Id, Token));
        Assert.Equivalent(new[] { second, first }, await sets.VersionsAsync(first.Id, Token), strict: true);
        Assert.Empty(await trash.ListAsync(Token));
        Assert.False(await trash.RestoreAsync(first.Id, Token));
    }

    /// <summary>Names need not be unique: nothing is renamed, and the other set stays as it is.</summary>
    [Fact]
    public async Task Restore_NameTakenMeanwhile_KeepsBoth()
    {
        await using var library = await LibraryFixture.StartAsync();
        var (sets, trash) = (library.Service<IRuleSets>(), library.Service<IDeletedRuleSets>());
        var first = (await sets.CreateAsync(new RuleSetEdit("Staging", [s_rule]), Token)).Value!;
        await sets.DeleteAsync(first.Id, null, Token);
        var other = (await sets.CreateAsync(new RuleSetEdit("Staging", []), Token)).Value!;

        Assert.True(await trash.RestoreAsync(first.Id, Token));
        Assert.Equal(["Staging", "Staging"], (await sets.ListAsync(Token)).Select(set => set.Name));
        Assert.Equal([s_rule], (await sets.FindAsync(first.Id, Token))!.Rules);
        Assert.Empty((await sets.FindAsync(other.Id, Token))!.Rules);
    }

    [Theory]
    [InlineData("00:00:00", 0)]
    [InlineData("1.00:00:00", 1)]
    public async Task Sweep_KeepDeleted_ForgetsOnlyWhatWasNotRestoredInTime(string keepDeleted, int left)
    {
        await using var library = await LibraryFixture.StartAsync(("TapeDeck:Retention:KeepDeleted", keepDeleted));
        var sets = library.Service<IRuleSets>();
        var kept = (await sets.CreateAsync(new RuleSetEdit("kept", []), Token)).Value!;
        var deleted = (await sets.CreateAsync(new RuleSetEdit("deleted", []), Token)).Value!;
        await sets.DeleteAsync(deleted.Id, null, Token);

        await library.Service<RuleSetRetention>().SweepAsync(Token);
        Assert.Equal(kept.Id, Assert.Single(await sets.ListAsync(Token)).Id);
        Assert.Equal(left, (await library.Service<IDeletedRuleSets>().ListAsync(Token)).Count);
    }

    [Fact]
    public async Task Api_DeletedRuleSet_IsListedRestoredAndPurged()
    {
        await using var library = await LibraryFixture.StartAsync();
        var id = (await library.Service<IRuleSets>().CreateAsync(new RuleSetEdit("Staging", [s_rule]), Token)).Value!.Id;
        using var program = await library.ProgramAsync();
        program.DefaultRequestHeaders.IfMatch.Add(EntityTagHeaderValue.Any);

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(program.DeleteAsync($"/api/v1/deleted-rulesets/{id}", Token))); // not while it is in use
        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(program.DeleteAsync($"/api/v1/rulesets/{id}", Token)));
        using var list = JsonDocument.Parse(await program.GetStringAsync("/api/v1/deleted-rulesets", Token));
        var item = Assert.Single(list.RootElement.GetProperty("items").EnumerateArray());
        Assert.Equal((id, "Staging"), (item.GetProperty("id").GetString(), item.GetProperty("name").GetString()));
        Assert.True(item.TryGetProperty("deletedAt", out _));

        using var restored = await program.PostAsync($"/api/v1/deleted-rulesets/{id}:restore", null, Token);
        Assert.Equal(HttpStatusCode.OK, restored.StatusCode);
        Assert.NotNull(restored.Headers.ETag);
        Assert.DoesNotContain("deletedAt", await program.GetStringAsync($"/api/v1/rulesets/{id}", Token), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(program.PostAsync($"/api/v1/deleted-rulesets/{id}:restore", null, Token)));

        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(program.DeleteAsync($"/api/v1/rulesets/{id}", Token)));
        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(program.DeleteAsync($"/api/v1/deleted-rulesets/{id}", Token)));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(program.PostAsync($"/api/v1/deleted-rulesets/{id}:restore", null, Token)));
    }

    private static async Task<HttpStatusCode> StatusAsync(Task<HttpResponseMessage> answer)
    {
        using var message = await answer;
        return message.StatusCode;
    }
}
