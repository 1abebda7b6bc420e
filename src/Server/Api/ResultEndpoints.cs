using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Query;

namespace TapeDeck.Server.Api;

/// <summary>What became of each request of a replay.</summary>
internal static class ResultEndpoints
{
    public static void MapReplayResults(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/replays").WithTags("Replays");
        group.MapGet("/{id}/results", ListAsync).WithName("listReplayResults").WithQueryTimeout().WithSummary("One page of the outcomes, in order of sending.")
            .Produces<WindowOf<ReplayResultResource>>().WithProblems(400, 404);
        MessageEndpoints.Map(group, "/{id}/results/{number}", "Replayed", (id, number, services, token) => services.GetRequiredService<IReplayResults>().FindAsync(id, number, token));
    }

    private static async Task<IResult> ListAsync(
        string id, [AsParameters] ResultParameters parameters, [AsParameters] PageParameters paging, [FromServices] IRuns runs, [FromServices] IReplayResults results, [FromServices] TimeProvider time,
        CancellationToken cancellationToken)
    {
        PlanFault[] faults = [.. paging.Read<ResultPlace>(out var place), .. PageParameters.StartFaults(parameters.Start, paging.Cursor)];
        if (faults.Length > 0)
        {
            return ApiProblems.BadParameters(faults);
        }

        var now = time.GetUtcNow();
        if (!TrafficQuery.TryParse(parameters.Q, place?.AskedAt ?? now, out var asked, out var wrong, QueryScopes.Results))
        {
            return ApiProblems.BadQuery(wrong);
        }

        if (await runs.FindAsync(id, cancellationToken) is not { Purpose: RunPurpose.Replay })
        {
            return ApiProblems.NotFound("replay");
        }

        var query = new ReplayResultQuery
        {
            Start = parameters.Start ?? 0,
            After = place?.Number,
            Count = paging.Count,
            Query = asked,
            FailedOnly = parameters.FailedOnly ?? false,
        };
        var page = await results.ListAsync(id, query, cancellationToken);
        var next = page.Start + page.Rows.Count < page.Total && page.Rows is [.., var last] ? paging.CursorAt(new ResultPlace(last.Number, place?.AskedAt ?? now)) : null;
        return Results.Ok(new WindowOf<ReplayResultResource>([.. page.Rows.Select(ReplayResultResource.From)], page.Start, page.Total, next));
    }

    /// <param name="Number">Of the result in front.</param>
    /// <param name="AskedAt">When the first page was asked for, from which a query counts.</param>
    private sealed record ResultPlace(long Number, DateTimeOffset AskedAt);
}

/// <summary>What became of one request.</summary>
internal sealed record ReplayResultResource
{
    /// <summary>Position in the order of sending, from 0.</summary>
    public required string Number { get; init; }

    /// <summary>The id of the recorded exchange.</summary>
    public required string Id { get; init; }

    public required string Method { get; init; }

    public required string Target { get; init; }

    /// <summary>The target's status; absent without a response.</summary>
    public int? Status { get; init; }

    /// <summary>The recorded response's status; absent when unknown.</summary>
    public int? RecordedStatus { get; init; }

    /// <summary>Why there is no complete response; absent on success.</summary>
    public string? Failure { get; init; }

    /// <summary>From due time to last byte.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>From the send to the last byte.</summary>
    public TimeSpan ServiceTime { get; init; }

    /// <summary>From due time to the send.</summary>
    public TimeSpan Lateness { get; init; }

    public long ResponseBytes { get; init; }

    /// <summary>Absent when it was not sent.</summary>
    public string? SentAt { get; init; }

    public static ReplayResultResource From(ReplayResultRow row) => new()
    {
        Number = row.Number.ToString(CultureInfo.InvariantCulture),
        Id = row.Id,
        Method = row.Method,
        Target = row.Target,
        Status = row.Status == 0 ? null : row.Status,
        RecordedStatus = row.RecordedStatus == 0 ? null : row.RecordedStatus,
        Failure = row.Failure,
        Latency = TimeSpan.FromMilliseconds(row.LatencyMilliseconds),
        ServiceTime = TimeSpan.FromMilliseconds(row.ServiceMilliseconds),
        Lateness = TimeSpan.FromMilliseconds(row.LatenessMilliseconds),
        ResponseBytes = row.ResponseBytes,
        SentAt = Instants.FromNanoseconds(row.SentAt),
    };
}
