using Microsoft.AspNetCore.Mvc;
using TapeDeck.Client.Ports;

namespace TapeDeck.Server.Api;

/// <summary>Work that takes long: it is answered with 202 and the address at which it can be followed.</summary>
internal static class OperationEndpoints
{
    private const string Noun = "operation";
    private static readonly ListOrder<OperationView> s_order = ListOrder<OperationView>.NewestFirst(operation => (operation.StartedAt, operation.Id));

    public static void MapOperations(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/operations").WithTags("Operations");
        group.MapGet("", ListAsync).WithName("listOperations").WithSummary("Work that takes long, the newest first.")
            .WithDescription("What has ended is remembered for seven days. What a stop or crash of the server ended has failed.").ProducesPageOf<OperationResource>();
        group.MapGet("/{id}", GetAsync).WithName("getOperation").WithSummary("How far an operation is, or how it ended.").Produces<OperationResource>().WithProblems(404);
        group.MapPost("/{id}:cancel", CancelAsync).WithName("cancelOperation").WithSummary("Gives up an operation.")
            .WithDescription("Nothing half-done is left when the answer comes.").Produces<OperationResource>().WithProblems(404, 409);
        group.MapDelete("/{id}", ForgetAsync).WithName("deleteOperation").WithSummary("Forgets an operation that has ended.")
            .WithDescription("What came of it stays.").Produces(204).WithProblems(404, 409);
    }

    /// <summary>202: it goes on, and this is where.</summary>
    public static IResult Accepted(OperationView operation) => Results.Accepted($"{ApiSetup.Base}/operations/{operation.Id}", OperationResource.From(operation));

    private static async Task<IResult> ListAsync([AsParameters] PageParameters page, [FromServices] IOperations operations, CancellationToken cancellationToken) =>
        page.Page(await operations.ListAsync(cancellationToken), s_order, OperationResource.From);

    private static async Task<IResult> GetAsync(string id, [FromServices] IOperations operations, CancellationToken cancellationToken) =>
        await operations.FindAsync(id, cancellationToken) is { } operation ? Results.Ok(OperationResource.From(operation)) : ApiProblems.NotFound(Noun);

    private static async Task<IResult> CancelAsync(string id, [FromServices] IOperations operations, CancellationToken cancellationToken)
    {
        if (await operations.FindAsync(id, cancellationToken) is null)
        {
            return ApiProblems.NotFound(Noun);
        }

        var answer = await operations.CancelAsync(id, cancellationToken);
        return answer.Succeeded ? Results.Ok(OperationResource.From(answer.Value!)) : ApiProblems.Conflict(answer.Faults);
    }

    private static async Task<IResult> ForgetAsync(string id, [FromServices] IOperations operations, CancellationToken cancellationToken)
    {
        var answer = await operations.ForgetAsync(id, cancellationToken);
        return !answer.Succeeded ? ApiProblems.Conflict(answer.Faults) : answer.Value ? Results.NoContent() : ApiProblems.NotFound(Noun);
    }
}
