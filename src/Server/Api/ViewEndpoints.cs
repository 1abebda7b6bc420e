using Microsoft.AspNetCore.Mvc;
using TapeDeck.Client.Ports;
using TapeDeck.Engine;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Query;

namespace TapeDeck.Server.Api;

/// <summary>Filters with names, as the Views menu of a recording shows them.</summary>
internal static class ViewEndpoints
{
    public static void MapViews(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/views").WithTags("Views");
        group.MapGet("", ListAsync).WithName("listViews").WithSummary("All saved views, by name.").ProducesPageOf<ViewResource>();
        group.MapPost("", CreateAsync).WithName("createView").WithSummary("Saves a filter under a name, for everyone and for any recording.").Produces<ViewResource>(201).WithProblems(422).WithEntityTag().WithIdempotencyKey();
        group.MapGet("/{id}", GetAsync).WithName("getView").WithSummary("One saved view.").Produces<ViewResource>().WithProblems(404).WithEntityTag();
        group.MapPut("/{id}", ReplaceAsync).WithName("replaceView").WithSummary("Renames a view or changes what it shows.").Produces<ViewResource>().WithProblems(404, 412, 422, 428).WithEntityTag();
        group.MapDelete("/{id}", DeleteAsync).WithName("deleteView").WithSummary("Forgets a view.").Produces(204).WithProblems(404, 412, 428);
    }

    private static async Task<IResult> ListAsync([AsParameters] PageParameters page, [FromServices] ISavedViews views, CancellationToken cancellationToken) =>
        page.Page(await views.ListAsync(cancellationToken), new ListOrder<SavedView>(view => $"{view.Content.Name.ToUpperInvariant()}\0{view.Id}"), ViewResource.Of);

    private static async Task<IResult> CreateAsync(ViewToSave request, [FromServices] ISavedViews views, CancellationToken cancellationToken)
    {
        var answer = request.Read(out var edit) is { Count: > 0 } faults ? Answer<SavedView>.Refused(faults) : await views.CreateAsync(edit, cancellationToken);
        return answer.Succeeded ? EntityTags.Of(ViewResource.Of(answer.Value!), 201, $"{ApiSetup.Base}/views/{answer.Value!.Id}") : ApiProblems.Unprocessable(answer.Faults);
    }

    private static async Task<IResult> GetAsync(string id, [FromServices] ISavedViews views, CancellationToken cancellationToken) =>
        await views.FindAsync(id, cancellationToken) is { } view ? EntityTags.Of(ViewResource.Of(view)) : ApiProblems.NotFound("view");

    private static async Task<IResult> ReplaceAsync(string id, ViewToSave request, [FromHeader(Name = "If-Match")] string? ifMatch, [FromServices] ISavedViews views, CancellationToken cancellationToken)
    {
        if (await views.FindAsync(id, cancellationToken) is null)
        {
            return ApiProblems.NotFound("view");
        }

        if (!IfMatch.TryRead(ifMatch, out var match, out var problem))
        {
            return problem;
        }

        var answer = request.Read(out var edit) is { Count: > 0 } faults ? Answer<SavedView>.Refused(faults)
            : await views.ReplaceAsync(id, edit, cancellationToken, now => match.Holds(ViewResource.Of(now)));
        return answer.Succeeded ? EntityTags.Of(ViewResource.Of(answer.Value!)) : ApiProblems.Refused(answer, StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> DeleteAsync(string id, [FromHeader(Name = "If-Match")] string? ifMatch, [FromServices] ISavedViews views, CancellationToken cancellationToken) =>
        await views.FindAsync(id, cancellationToken) is null ? ApiProblems.NotFound("view")
        : !IfMatch.TryRead(ifMatch, out var match, out var problem) ? problem
        : await views.DeleteAsync(id, cancellationToken, now => match.Holds(ViewResource.Of(now))) switch
        {
            { IsStale: true, Faults: var faults } => ApiProblems.Stale(faults),
            { Value: true } => Results.NoContent(),
            _ => ApiProblems.NotFound("view"),
        };
}

/// <summary>A saved view.</summary>
internal sealed record ViewResource(string Id, string Name, string Query, string? From, string? To, string? Endpoint, string? Sort, DateTimeOffset SavedAt) : IMutableResource
{
    public object Decided() => this;

    public static ViewResource Of(SavedView view) => new(
        view.Id, view.Content.Name, view.Content.Query, Instants.FromNanoseconds(view.Content.Range?.From), Instants.FromNanoseconds(view.Content.Range?.To),
        view.Content.Endpoint?.ToString(), view.Content.Sort?.ToString(), view.SavedAt);
}

/// <summary>A view to save.</summary>
/// <param name="Name">What people call it; no two views have the same.</param>
/// <param name="Query">A query in the language of docs/query-language.md; everything by default.</param>
/// <param name="From">Only exchanges that began then or later, RFC 3339; together with <paramref name="To"/>.</param>
/// <param name="To">Only exchanges that began before.</param>
/// <param name="Endpoint">Method, host and path template with a space between them.</param>
/// <param name="Sort">The column that sorts it, such as <c>-latency</c>; in order of time if left out.</param>
internal sealed record ViewToSave(string Name, string Query = "", string? From = null, string? To = null, string? Endpoint = null, string? Sort = null)
{
    /// <summary>What it means; the faults when it cannot be read.</summary>
    public IReadOnlyList<PlanFault> Read(out SavedViewEdit edit)
    {
        List<PlanFault> faults = [.. Instants.Read("/from", From, out var from), .. Instants.Read("/to", To, out var to)];
        if (faults.Count == 0 && from is null != to is null)
        {
            faults.Add(new PlanFault(from is null ? "/from" : "/to", "A range has both a beginning and an end."));
        }

        if (!EndpointKey.TryParse(Endpoint, out var endpoint) && !string.IsNullOrEmpty(Endpoint))
        {
            faults.Add(new PlanFault("/endpoint", "endpoint is a method, a host and a path template with a space between them: GET api.example.com /users/{id}"));
        }

        if (!ExchangeSortKey.TryParse(Sort, out var sort) && !string.IsNullOrEmpty(Sort))
        {
            faults.Add(new PlanFault("/sort", $"sort is one of {ExchangeShape.SortNames}, with a minus in front when the greatest come first."));
        }

        edit = new SavedViewEdit(Name, Query, from is { } begin && to is { } end ? (begin, end) : null, endpoint, sort);
        return faults;
    }
}
