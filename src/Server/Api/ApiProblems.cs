using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Server.Api;

/// <summary>Every failure of the API as <c>application/problem+json</c> (RFC 9457), worded in one place.</summary>
internal static class ApiProblems
{
    public static IServiceCollection AddApiProblems(this IServiceCollection services) => services
        .AddProblemDetails(options => options.CustomizeProblemDetails = context => Complete(context.ProblemDetails, context.HttpContext))
        .AddSingleton<IProblemDetailsWriter, ApiProblemWriter>()
        .AddExceptionHandler<BadRequestHandler>();

    /// <summary>The request was understood but cannot be done; one entry of <c>errors</c> a fault, each with a JSON pointer into the request body.</summary>
    public static IResult Unprocessable(IEnumerable<PlanFault> faults) => Refused(StatusCodes.Status422UnprocessableEntity, faults);

    /// <summary>The thing is not in a state in which this can be done.</summary>
    public static IResult Conflict(IEnumerable<PlanFault> faults) => Refused(StatusCodes.Status409Conflict, faults);

    public static IResult NotFound(string what) => Results.Problem(detail: $"There is no such {what}.", statusCode: StatusCodes.Status404NotFound);

    public static IResult BadRequest(string pointer, string message) => Refused(StatusCodes.Status400BadRequest, [new PlanFault(pointer, message)]);

    /// <summary>Query parameters that make no sense; the path of each fault is the parameter.</summary>
    public static IResult BadParameters(IEnumerable<PlanFault> faults) => Refused(StatusCodes.Status400BadRequest, faults.Select(fault => fault with { Path = "" }));

    private static IResult Refused(int status, IEnumerable<PlanFault> faults)
    {
        var errors = faults.Select(fault => new ApiFault(fault.Path, fault.Message)).ToArray();
        return Results.Problem(
            detail: string.Join(" ", errors.Select(error => error.Detail)), statusCode: status, extensions: [new("errors", errors)]);
    }

    private static void Complete(ProblemDetails problem, HttpContext context)
    {
        problem.Status ??= context.Response.StatusCode;
        problem.Title ??= ReasonPhrases.GetReasonPhrase(problem.Status.Value);
        problem.Type ??= "about:blank";
        problem.Instance = context.Request.Path;
    }

    /// <summary>Writes problems as JSON to programs whatever they accept; only for a person's browser is there something better.</summary>
    private sealed class ApiProblemWriter : IProblemDetailsWriter
    {
        public bool CanWrite(ProblemDetailsContext context) => true;

        public ValueTask WriteAsync(ProblemDetailsContext context)
        {
            var problem = context.ProblemDetails;
            Complete(problem, context.HttpContext);
            problem.Extensions.TryAdd("traceId", System.Diagnostics.Activity.Current?.Id ?? context.HttpContext.TraceIdentifier);
            return new(context.HttpContext.Response.WriteAsJsonAsync(problem, options: null, "application/problem+json", context.HttpContext.RequestAborted));
        }
    }

    /// <summary>Says what is wrong with a request that could not be bound: the status the framework chose, and where in the JSON.</summary>
    private sealed class BadRequestHandler : IExceptionHandler
    {
        public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
        {
            if (exception is not BadHttpRequestException bad)
            {
                return false;
            }

            httpContext.Response.StatusCode = bad.StatusCode;
            var problem = bad.InnerException is System.Text.Json.JsonException json
                ? BadRequest(JsonPointer.FromPath(json.Path), JsonPointer.WithoutPath(json.Message))
                : Results.Problem(detail: bad.Message, statusCode: bad.StatusCode);
            await problem.ExecuteAsync(httpContext);
            return true;
        }
    }
}

/// <summary>One fault of a request.</summary>
/// <param name="Pointer">JSON pointer (RFC 6901) into the request body; empty for the whole.</param>
/// <param name="Detail">What is wrong and what would be right.</param>
internal sealed record ApiFault(string Pointer, string Detail);
