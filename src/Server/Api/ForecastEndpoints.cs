using Microsoft.AspNetCore.Mvc;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Server.Api;

/// <summary>What a replay would do, before it is made.</summary>
internal static class ForecastEndpoints
{
    public static void MapForecasts(this IEndpointRouteBuilder api) =>
        api.MapListAction("/replays:validate", ValidateAsync).WithTags("Replays").WithName("validateReplay").WithQueryTimeout()
            .WithSummary("Says what a replay would send, and where.")
            .WithDescription("The first requests byte for byte, and all of them counted by method. Nothing is sent and nothing stored. A body for POST /replays will do.")
            .Produces<ForecastResource>().WithProblems(422);

    private static async Task<IResult> ValidateAsync(ReplayToValidate request, [FromServices] IReplayForecasts forecasts, CancellationToken cancellationToken)
    {
        if (request.First is < 0 or > ReplayToValidate.MostFirst)
        {
            return ApiProblems.Unprocessable([new PlanFault("/first", $"first is 0 to {ReplayToValidate.MostFirst}.")]);
        }

        var answer = await forecasts.StartAsync(request.Plan, request.First, cancellationToken);
        if (!answer.Succeeded)
        {
            return ApiProblems.Unprocessable(answer.Faults.Select(RunDoor.InRequest));
        }

        ReplayForecast? last = null;
        await foreach (var forecast in answer.Value!.WithCancellation(cancellationToken))
        {
            last = forecast;
        }

        return Results.Ok(ForecastResource.From(last!));
    }
}
