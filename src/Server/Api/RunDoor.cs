using Microsoft.AspNetCore.Mvc;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Server.Api;

/// <summary>Translates between HTTP and the runs of one purpose.</summary>
internal sealed class RunDoor(RunPurpose purpose, string noun)
{
    public RunPurpose Purpose => purpose;

    /// <summary>What one is called in words and addresses.</summary>
    public string Noun => noun;

    public async Task<IResult> ListAsync([AsParameters] PageParameters page, [FromServices] IRuns runs, CancellationToken cancellationToken) =>
        page.Page(await runs.ListAsync(purpose, cancellationToken), ListOrder<RunView>.NewestFirst(run => (run.CreatedAt, run.Id)), RunResource.From);

    public async Task<IResult> CreateAsync(NewRunRequest request, [FromServices] IRuns runs, CancellationToken cancellationToken)
    {
        var answer = await runs.CreateAsync(purpose, request.Name ?? "", request.Plan, request.Start, cancellationToken);
        return answer.Succeeded
            ? EntityTags.Of(RunResource.From(answer.Value!), 201, $"{ApiSetup.Base}/{noun}s/{answer.Value!.Id}")
            : ApiProblems.Unprocessable(answer.Faults.Select(InRequest));
    }

    public async Task<IResult> GetAsync(string id, [FromServices] IRuns runs, CancellationToken cancellationToken) =>
        await FindAsync(id, runs, cancellationToken) is { } run ? EntityTags.Of(RunResource.From(run)) : ApiProblems.NotFound(noun);

    public async Task<IResult> GetLedgerAsync(string id, [FromServices] IRuns runs, CancellationToken cancellationToken) =>
        await FindAsync(id, runs, cancellationToken) is { } run ? Results.Ok(new LedgerResource(run.Ledger)) : ApiProblems.NotFound(noun);

    public async Task<IResult> GetRatesAsync(string id, [FromServices] IRuns runs, [FromServices] IRunRates rates, CancellationToken cancellationToken) =>
        await FindAsync(id, runs, cancellationToken) is null ? ApiProblems.NotFound(noun) : Results.Ok(new ListOf<RunRate>(rates.Of(id)));

    public async Task<IResult> DeleteAsync(string id, [FromHeader(Name = "If-Match")] string? ifMatch, [FromServices] IRuns runs, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, runs, cancellationToken) is null)
        {
            return ApiProblems.NotFound(noun);
        }

        if (!IfMatch.TryRead(ifMatch, out var match, out var problem))
        {
            return problem;
        }

        var answer = await runs.DeleteAsync(id, cancellationToken, now => match.Holds(RunResource.From(now)));
        return answer.Succeeded ? Results.NoContent() : ApiProblems.Refused(answer, StatusCodes.Status409Conflict);
    }

    public async Task<IResult> ChangeAsync(
        string id, ReplayChange change, [FromHeader(Name = "If-Match")] string? ifMatch, [FromServices] IRuns runs, CancellationToken cancellationToken) =>
        await FindAsync(id, runs, cancellationToken) is null ? ApiProblems.NotFound(noun)
        : !IfMatch.TryRead(ifMatch, out var match, out var problem) ? problem
        : await ActAsync(id, runs, () => runs.SetSpeedAsync(id, change.Speed, cancellationToken, now => match.Holds(RunResource.From(now))), cancellationToken);

    public Task<IResult> StartAsync(string id, [FromServices] IRuns runs, CancellationToken cancellationToken) =>
        ActAsync(id, runs, () => runs.StartAsync(id, cancellationToken), cancellationToken);

    public Task<IResult> StopAsync(string id, [FromServices] IRuns runs, CancellationToken cancellationToken) =>
        ActAsync(id, runs, () => runs.StopAsync(id, cancellationToken), cancellationToken);

    public Task<IResult> PauseAsync(string id, [FromServices] IRuns runs, CancellationToken cancellationToken) =>
        ActAsync(id, runs, () => runs.PauseAsync(id, cancellationToken), cancellationToken);

    public Task<IResult> ResumeAsync(string id, [FromServices] IRuns runs, CancellationToken cancellationToken) =>
        ActAsync(id, runs, () => runs.ResumeAsync(id, cancellationToken), cancellationToken);

    /// <summary>Faults of a plan point into the plan; in a request the plan is a member.</summary>
    public static PlanFault InRequest(PlanFault fault) =>
        fault.Path.StartsWith("/name", StringComparison.Ordinal) ? fault : fault with { Path = "/plan" + fault.Path };

    private async Task<IResult> ActAsync(string id, IRuns runs, Func<Task<Answer<RunView>>> act, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, runs, cancellationToken) is null)
        {
            return ApiProblems.NotFound(noun);
        }

        var answer = await act();
        return answer.Succeeded ? EntityTags.Of(RunResource.From(answer.Value!)) : ApiProblems.Refused(answer, StatusCodes.Status409Conflict);
    }

    private async Task<RunView?> FindAsync(string id, IRuns runs, CancellationToken cancellationToken) =>
        await runs.FindAsync(id, cancellationToken) is { } run && run.Purpose == purpose ? run : null;
}
