using Microsoft.AspNetCore.Mvc;
using TapeDeck.Client.Ports;

namespace TapeDeck.Server.Api;

/// <summary>New recordings made of others.</summary>
internal static class CompositionEndpoints
{
    public static void MapCompositions(this IEndpointRouteBuilder api) => api.MapListAction("/recordings:compose", ComposeAsync).WithName("composeRecording").WithTags("Recordings")
        .WithSummary("Makes a recording of parts of others.")
        .WithDescription("The matching exchanges of all recordings in order of time. Only whole records are taken over, so that this repairs a damaged recording; those it is made of stay as they are. The answer is the operation that makes it; Location leads to it.")
        .Produces<OperationResource>(202).WithProblems(422).WithIdempotencyKey();

    private static async Task<IResult> ComposeAsync(
        CompositionRequest request, [FromServices] IRecordingComposer composer, [FromServices] IOperations operations, TimeProvider time, CancellationToken cancellationToken)
    {
        var query = request.Filter?.Read(time.GetUtcNow()) ?? Answer<ExchangeQuery>.Of(new ExchangeQuery());
        var composition = new RecordingComposition(request.Name, request.Recordings, query.Value ?? new ExchangeQuery());
        var answer = query.Succeeded ? await operations.ComposeAsync(composition, cancellationToken)
            : Answer<OperationView>.Refused([.. await composer.CheckAsync(composition, cancellationToken), .. query.Faults]);
        return answer.Succeeded ? OperationEndpoints.Accepted(answer.Value!) : ApiProblems.Unprocessable(answer.Faults);
    }
}

/// <summary>What a new recording is to be made of.</summary>
internal sealed record CompositionRequest
{
    public required string Name { get; init; }

    /// <summary>The ids of the recordings.</summary>
    public required IReadOnlyList<string> Recordings { get; init; }

    /// <summary>Which exchanges of them; all if left out.</summary>
    public CompositionFilter? Filter { get; init; }
}

/// <summary>Conditions on exchanges; all must hold.</summary>
internal sealed record CompositionFilter
{
    /// <summary>A query, see docs/query-language.md.</summary>
    public string? Q { get; init; }

    /// <summary>Only exchanges that began at this instant or later.</summary>
    public string? From { get; init; }

    /// <summary>Only exchanges that began before this instant.</summary>
    public string? To { get; init; }

    /// <summary>Only exchanges of one endpoint: method, host and template with a space between them.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Only these rows of the list that the other conditions give, from 0 on, such as <c>0-41,76</c>; for one recording.</summary>
    public string? Rows { get; init; }

    /// <summary>The order of the list that rows counts in, as lists of exchanges take it; that of time if left out.</summary>
    public string? Sort { get; init; }

    public Answer<ExchangeQuery> Read(DateTimeOffset now)
    {
        var query = new ExportParameters { Q = Q, From = From, To = To, Endpoint = Endpoint, Rows = Rows, Sort = Sort }.Read(now);
        return query.Succeeded ? query : Answer<ExchangeQuery>.Refused([.. query.Faults.Select(fault => fault with { Path = $"/filter/{fault.Path}" })]);
    }
}
