using Microsoft.AspNetCore.Mvc;
using TapeDeck.Client.Ports;

namespace TapeDeck.Server.Api;

/// <summary>Rule sets that were deleted and can be restored.</summary>
internal static class DeletedRuleSetEndpoints
{
    public static void MapDeletedRuleSets(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/deleted-rulesets").WithTags("Rules");
        group.MapGet("", ListAsync).WithName("listDeletedRuleSets").WithSummary("Deleted rule sets that can be restored, the last first.").ProducesPageOf<RuleSetResource>();
        group.MapPost("/{id}:restore", RestoreAsync).WithName("restoreRuleSet").WithSummary("Brings a deleted rule set back, with its name and all its versions.")
            .Produces<RuleSetResource>().WithProblems(404).WithEntityTag();
        group.MapDelete("/{id}", PurgeAsync).WithName("purgeRuleSet").WithSummary("Forgets a deleted rule set at once.").Produces(204).WithProblems(404);
    }

    private static async Task<IResult> ListAsync([AsParameters] PageParameters page, [FromServices] IDeletedRuleSets deleted, CancellationToken cancellationToken) =>
        page.Page(await deleted.ListAsync(cancellationToken), ListOrder<RuleSetView>.NewestFirst(set => (set.DeletedAt ?? default, set.Id)), RuleSetResource.From);

    private static async Task<IResult> RestoreAsync(string id, [FromServices] IDeletedRuleSets deleted, [FromServices] IRuleSets sets, CancellationToken cancellationToken) =>
        await deleted.RestoreAsync(id, cancellationToken) && await sets.FindAsync(id, cancellationToken) is { } set
            ? EntityTags.Of(RuleSetResource.From(set))
            : ApiProblems.NotFound("deleted rule set");

    private static async Task<IResult> PurgeAsync(string id, [FromServices] IDeletedRuleSets deleted, CancellationToken cancellationToken) =>
        await deleted.PurgeAsync(id, cancellationToken) ? Results.NoContent() : ApiProblems.NotFound("deleted rule set");
}
