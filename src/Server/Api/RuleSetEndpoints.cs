using Microsoft.AspNetCore.Mvc;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Query;

namespace TapeDeck.Server.Api;

/// <summary>Sets of rules: kept with their versions, tried on recordings, read from and written as GoReplay's options.</summary>
internal static class RuleSetEndpoints
{
    public static void MapRuleSets(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/rulesets").WithTags("Rules");
        group.MapGet("", ListAsync).WithName("listRuleSets").WithSummary("All rule sets, by name.").ProducesPageOf<RuleSetResource>();
        group.MapPost("", CreateAsync).WithName("createRuleSet").WithSummary("Keeps a new rule set.").Produces<RuleSetResource>(201).WithProblems(422).WithEntityTag().WithIdempotencyKey();
        group.MapGet("/{id}", GetAsync).WithName("getRuleSet").WithSummary("One rule set.").Produces<RuleSetResource>().WithProblems(404).WithEntityTag();
        group.MapPut("/{id}", SaveAsync).WithName("saveRuleSet").WithSummary("Keeps the next version of a rule set.")
            .WithDescription("If-Match has the ETag of the version that was changed; when somebody else saved meanwhile, nothing is stored.")
            .Produces<RuleSetResource>().WithProblems(404, 412, 422, 428).WithEntityTag();
        group.MapDelete("/{id}", DeleteAsync).WithName("deleteRuleSet").WithSummary("Deletes a rule set and its versions.")
            .WithDescription("It can be restored as long as TapeDeck:Retention:KeepDeleted says.").Produces(204).WithProblems(404, 412, 428);
        group.MapGet("/{id}/versions", VersionsAsync).WithName("listRuleSetVersions").WithSummary("A rule set as it was, the latest version first.")
            .ProducesPageOf<RuleSetResource>().WithProblems(404);
        group.MapGet("/{id}/gor", ToGorAsync).WithName("writeRuleSetAsOptions").WithSummary("A rule set as GoReplay's options.").Produces<CommandOfPlan>().WithProblems(404);
        api.MapListAction("/rulesets:preview", PreviewAsync).WithTags("Rules").WithName("previewRules").WithQueryTimeout()
            .WithSummary("Says what rules would do to the requests of a recording.").WithDescription("Nothing is sent and nothing stored.")
            .Produces<RulePreviewResource>().WithProblems(422);
        api.MapListAction("/rulesets:from-gor", FromGor).WithTags("Rules").WithName("readRulesFromOptions")
            .WithSummary("The rules that GoReplay's options mean.").Produces<RulesOfOptions>().WithProblems(422);
    }

    private static async Task<IResult> ListAsync([AsParameters] PageParameters page, [FromServices] IRuleSets sets, CancellationToken cancellationToken) =>
        page.Page(await sets.ListAsync(cancellationToken), new ListOrder<RuleSetView>(set => $"{set.Name.ToUpperInvariant()}\0{set.Id}"), RuleSetResource.From);

    private static async Task<IResult> CreateAsync(RuleSetToWrite request, [FromServices] IRuleSets sets, CancellationToken cancellationToken)
    {
        var answer = await sets.CreateAsync(new RuleSetEdit(request.Name, request.Rules), cancellationToken);
        return answer.Succeeded
            ? EntityTags.Of(RuleSetResource.From(answer.Value!), 201, $"{ApiSetup.Base}/rulesets/{answer.Value!.Id}")
            : ApiProblems.Unprocessable(answer.Faults);
    }

    private static async Task<IResult> GetAsync(string id, [FromServices] IRuleSets sets, CancellationToken cancellationToken) =>
        await sets.FindAsync(id, cancellationToken) is { } set ? EntityTags.Of(RuleSetResource.From(set)) : ApiProblems.NotFound("rule set");

    private static Task<IResult> SaveAsync(
        string id, RuleSetToWrite request, [FromHeader(Name = "If-Match")] string? ifMatch, [FromServices] IRuleSets sets, CancellationToken cancellationToken) =>
        WithVersionAsync(id, ifMatch, sets, async version =>
        {
            var answer = await sets.SaveAsync(id, version, new RuleSetEdit(request.Name, request.Rules), cancellationToken);
            return answer.Succeeded ? EntityTags.Of(RuleSetResource.From(answer.Value!)) : ApiProblems.Refused(answer, StatusCodes.Status422UnprocessableEntity);
        }, cancellationToken);

    private static Task<IResult> DeleteAsync(
        string id, [FromHeader(Name = "If-Match")] string? ifMatch, [FromServices] IRuleSets sets, CancellationToken cancellationToken) =>
        WithVersionAsync(id, ifMatch, sets, async version => await sets.DeleteAsync(id, version, cancellationToken) switch
        {
            { IsStale: true, Faults: var faults } => ApiProblems.Stale(faults),
            { Value: true } => Results.NoContent(),
            _ => ApiProblems.NotFound("rule set"),
        }, cancellationToken);

    /// <summary>Finds the version that a tag means; that it is the latest is looked at again where it is changed.</summary>
    private static async Task<IResult> WithVersionAsync(
        string id, string? ifMatch, IRuleSets sets, Func<int?, Task<IResult>> act, CancellationToken cancellationToken) =>
        await sets.FindAsync(id, cancellationToken) is not { } set ? ApiProblems.NotFound("rule set")
        : !IfMatch.TryRead(ifMatch, out var match, out var problem) ? problem
        : !match.Holds(RuleSetResource.From(set)) ? ApiProblems.Stale([new PlanFault("", $"Somebody else saved version {set.Version} meanwhile; load it and make the change there.")])
        : await act(match.IsAny ? null : set.Version);

    private static async Task<IResult> VersionsAsync(string id, [AsParameters] PageParameters page, [FromServices] IRuleSets sets, CancellationToken cancellationToken) =>
        await sets.VersionsAsync(id, cancellationToken) is { Count: > 0 } versions
            ? page.Page(versions, new ListOrder<RuleSetView>(set => $"{set.Version:D10}", Descends: true), RuleSetResource.From)
            : ApiProblems.NotFound("rule set");

    private static async Task<IResult> ToGorAsync(string id, [FromServices] IRuleSets sets, [FromServices] ICommandLines commandLines, CancellationToken cancellationToken)
    {
        if (await sets.FindAsync(id, cancellationToken) is not { } set)
        {
            return ApiProblems.NotFound("rule set");
        }

        var written = commandLines.WriteRules(set.Rules);
        return Results.Ok(new CommandOfPlan(written.Text, [.. written.Missing.Select(ApiFault.Of)]));
    }

    private static IResult FromGor(CommandToRead request, [FromServices] ICommandLines commandLines)
    {
        var read = commandLines.Read(request.Text);
        return read.Faults.Count > 0 ? ApiProblems.Unprocessable(read.Faults) : Results.Ok(new RulesOfOptions(read.Plan.Rules, read.Warnings));
    }

    private static async Task<IResult> PreviewAsync(RulesToPreview request, [FromServices] IRuleSets sets, TimeProvider time, CancellationToken cancellationToken)
    {
        if (request.Samples is < 0 or > RulesToPreview.MostSamples)
        {
            return ApiProblems.Unprocessable([new PlanFault("/samples", $"samples is 0 to {RulesToPreview.MostSamples}.")]);
        }

        if (!TrafficQuery.TryParse(request.Q, time.GetUtcNow(), out var query, out var fault))
        {
            return ApiProblems.Unprocessable([new PlanFault("/q", $"Column {fault.Column}: {fault.Message}") { Column = fault.Column }]);
        }

        var answer = await sets.PreviewAsync(request.Rules, request.Recording, query, request.Samples, cancellationToken);
        if (!answer.Succeeded)
        {
            return ApiProblems.Unprocessable(answer.Faults);
        }

        RulePreviewView? last = null;
        await foreach (var view in answer.Value!.WithCancellation(cancellationToken))
        {
            last = view;
        }

        return Results.Ok(RulePreviewResource.From(last!));
    }
}

/// <summary>A rule set in one version.</summary>
internal sealed record RuleSetResource(string Id, string Name, int Version, DateTimeOffset SavedAt, IReadOnlyList<RulePlan> Rules) : IMutableResource
{
    /// <summary>When the set was deleted; absent while it is not.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    public object Decided() => new { Id, Version };

    public static RuleSetResource From(RuleSetView set) => new(set.Id, set.Name, set.Version, set.SavedAt, set.Rules) { DeletedAt = set.DeletedAt };
}

/// <summary>A rule set to keep, or the next version of one.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Rules">All of them.</param>
internal sealed record RuleSetToWrite(string Name, IReadOnlyList<RulePlan> Rules);

/// <summary>The rules among GoReplay's options.</summary>
internal sealed record RulesOfOptions(IReadOnlyList<RulePlan> Rules, IReadOnlyList<string> Warnings);

/// <summary>Rules to try on a recording.</summary>
/// <param name="Rules">The rules.</param>
/// <param name="Recording">Id of the recording.</param>
/// <param name="Q">A query in the language of docs/query-language.md: only requests of exchanges that fit are looked at. All by default.</param>
/// <param name="Samples">How many changed requests to show.</param>
internal sealed record RulesToPreview(IReadOnlyList<RulePlan> Rules, string Recording, string? Q = null, int Samples = 10)
{
    public const int MostSamples = 100;
}

/// <summary>What rules would do to the requests of a recording.</summary>
internal sealed record RulePreviewResource
{
    /// <summary>All requests: the sum of the four counts that follow.</summary>
    public required long Requests { get; init; }

    public required long Unchanged { get; init; }

    public required long Rewritten { get; init; }

    public required long Filtered { get; init; }

    /// <summary>Not HTTP/1, and taken out since there is an allow filter.</summary>
    public required long Unparsable { get; init; }

    /// <summary>Changed to something no server would take for one whole request.</summary>
    public required long Invalid { get; init; }

    /// <summary>For each rule, how many requests it took hold of.</summary>
    public required IReadOnlyList<long> Hits { get; init; }

    public required IReadOnlyList<RuleSampleResource> Samples { get; init; }

    public required IReadOnlyList<ApiFault> Warnings { get; init; }

    public static RulePreviewResource From(RulePreviewView view) => new()
    {
        Requests = view.Requests,
        Unchanged = view.Unchanged,
        Rewritten = view.Rewritten,
        Filtered = view.Filtered,
        Unparsable = view.Unparsable,
        Invalid = view.Invalid,
        Hits = view.Hits,
        Samples = [.. view.Samples.Select(sample => new RuleSampleResource(
            sample.Before.Id.ToString(), Convert.ToBase64String(sample.Before.Payload.Span), Convert.ToBase64String(sample.After.Payload.Span), sample.Fault))],
        Warnings = [.. view.Warnings.Select(ApiFault.Of)],
    };
}

/// <summary>One request before and after the rules.</summary>
/// <param name="Id">Its id in the recording.</param>
/// <param name="Before">The bytes as recorded, in Base64.</param>
/// <param name="After">The bytes as they would be sent, in Base64.</param>
/// <param name="Fault">What makes it invalid; absent when it is valid.</param>
internal sealed record RuleSampleResource(string Id, string Before, string After, string? Fault);
