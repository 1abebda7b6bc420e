using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Query;
using TapeDeck.Server.Hosting;
using TapeDeck.Server.Json;

namespace TapeDeck.Server.Api;

/// <summary>Every failure of the API as <c>application/problem+json</c> (RFC 9457), worded in one place.</summary>
internal static partial class ApiProblems
{
    public static IServiceCollection AddApiProblems(this IServiceCollection services) => services
        .AddProblemDetails(options => options.CustomizeProblemDetails = context => Complete(context.ProblemDetails, context.HttpContext))
        .AddSingleton<IProblemDetailsWriter, ApiProblemWriter>()
        .AddExceptionHandler<BadRequestHandler>()
        .AddExceptionHandler<StorageHandler>();

    /// <summary>The request was understood but cannot be done; one entry of <c>errors</c> a fault, each with a JSON pointer into the request body.</summary>
    public static IResult Unprocessable(IEnumerable<PlanFault> faults) => Refused(StatusCodes.Status422UnprocessableEntity, faults);

    /// <summary>The thing is not in a state in which this can be done.</summary>
    public static IResult Conflict(IEnumerable<PlanFault> faults) => Refused(StatusCodes.Status409Conflict, faults);

    /// <summary>Somebody else was faster; nothing was changed.</summary>
    public static IResult Stale(IEnumerable<PlanFault> faults) => Refused(StatusCodes.Status412PreconditionFailed, faults);

    /// <summary>A change that was not made: since somebody else was faster, else with the given status.</summary>
    public static IResult Refused<T>(Answer<T> answer, int status) => answer.IsStale ? Stale(answer.Faults) : Refused(status, answer.Faults);

    public static IResult PreconditionRequired() => Results.Problem(
        detail: "Say with If-Match which state you change: the ETag of the answer you have it from, or * for whatever there is.", statusCode: StatusCodes.Status428PreconditionRequired);

    public static IResult NotFound(string what) => Results.Problem(detail: $"There is no such {what}.", statusCode: StatusCodes.Status404NotFound);

    /// <summary>There is nothing of a type that is accepted.</summary>
    public static IResult NotAcceptable(string message) => Results.Problem(detail: message, statusCode: StatusCodes.Status406NotAcceptable);

    public static IResult BadRequest(string pointer, string message) => Refused(StatusCodes.Status400BadRequest, [new PlanFault(pointer, message)]);

    /// <summary>Query parameters that make no sense; the path of each fault is the parameter.</summary>
    public static IResult BadParameters(IEnumerable<PlanFault> faults) => Refused(StatusCodes.Status400BadRequest, [.. faults.Select(fault => new ApiFault("", fault.Message, Parameter: fault.Path))]);

    /// <summary>A query that cannot be read.</summary>
    public static IResult BadQuery(QueryFault fault) =>
        Refused(StatusCodes.Status400BadRequest, new ApiFault("", $"q, column {fault.Column}: {fault.Message}", fault.Column, "q"));

    /// <summary>Somebody asks more than is answered.</summary>
    public static IResult TooMany(string message) => Results.Problem(detail: message, statusCode: StatusCodes.Status429TooManyRequests);

    /// <summary>A query that was given up.</summary>
    public static IResult QueryTimeout(TimeSpan limit) => Results.Problem(
        type: "urn:tapedeck:problem:query-timeout", title: "Query timeout", statusCode: StatusCodes.Status504GatewayTimeout,
        detail: $"The answer took longer than {DurationText.Format(limit)} and was given up. Ask for less: a shorter time, fewer conditions on headers and bodies.");

    /// <summary>A cursor whose place is no more.</summary>
    public static IResult CursorGone() => Refused(
        StatusCodes.Status410Gone, new ApiFault("", "The exchange at the cursor was changed, put in order or indexed anew since; begin with the first page again.", Parameter: "cursor"));

    private static IResult Refused(int status, IEnumerable<PlanFault> faults) => Refused(status, [.. faults.Select(ApiFault.Of)]);

    private static IResult Refused(int status, params ApiFault[] errors)
    {
        return Results.Problem(
            detail: string.Join(" ", errors.Select(error => error.Detail)), statusCode: status, extensions: [new("errors", errors)]);
    }

    /// <summary>Fills in what every problem says.</summary>
    public static void Complete(ProblemDetails problem, HttpContext context)
    {
        problem.Status ??= context.Response.StatusCode;
        problem.Title ??= ReasonPhrases.GetReasonPhrase(problem.Status.Value);
        problem.Type ??= "about:blank";
        problem.Detail ??= Explain(problem.Status.Value, context);
        problem.Instance = context.Request.Path;
    }

    /// <summary>What a status means that the framework chose without saying why.</summary>
    private static string? Explain(int status, HttpContext context) => status switch
    {
        StatusCodes.Status401Unauthorized => "Sign in, or send an API token: Authorization: Bearer td_…",
        StatusCodes.Status404NotFound => "There is nothing at this address.",
        StatusCodes.Status405MethodNotAllowed => $"{context.Request.Method} is not possible here; possible: {context.Response.Headers.Allow}.",
        StatusCodes.Status413PayloadTooLarge => "The request body is larger than is allowed here.",
        StatusCodes.Status415UnsupportedMediaType =>
            $"A body of type '{context.Request.ContentType}' is not read here: JSON is sent as application/json, a file as application/octet-stream.",
        StatusCodes.Status500InternalServerError => "Something failed inside TapeDeck; its log has more under this traceId.",
        _ => null,
    };

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

    /// <summary>Says that there is no room, or no right, to store what was asked for.</summary>
    private sealed class StorageHandler : IExceptionHandler
    {
        public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
        {
            if (StorageFault.Find(exception) is not { } fault)
            {
                return false;
            }

            httpContext.Response.StatusCode = StatusCodes.Status507InsufficientStorage;
            await Results.Problem(detail: $"The data directory cannot be used: {fault}.", statusCode: StatusCodes.Status507InsufficientStorage).ExecuteAsync(httpContext);
            return true;
        }
    }

    /// <summary>Says what is wrong with a request that could not be bound: the status the framework chose, and where in the JSON.</summary>
    private sealed partial class BadRequestHandler : IExceptionHandler
    {
        public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
        {
            var bad = exception as BadHttpRequestException;
            var fault = JsonFaults.Describe(bad is null ? exception as NotSupportedException : bad.InnerException);
            if (bad is null && fault is null)
            {
                return false;
            }

            httpContext.Response.StatusCode = bad?.StatusCode ?? StatusCodes.Status400BadRequest;
            var problem = fault is not null ? BadRequest(fault.Path, fault.Message)
                : NotBound().Match(bad!.Message) is { Success: true } wrong ? Misfit(Name(wrong), $"'{wrong.Groups["value"].Value}' is no value for {Name(wrong)}.")
                : NotGiven().Match(bad.Message) is { Success: true } missing ? Misfit(Name(missing), $"The parameter {Name(missing)} is missing.")
                : bad.StatusCode == StatusCodes.Status400BadRequest ? BadRequest("", Word(bad.Message))
                : Results.Problem(detail: bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? bad.Message : null, statusCode: bad.StatusCode);
            await problem.ExecuteAsync(httpContext);
            return true;
        }

        private static IResult Misfit(string parameter, string message) => BadParameters([new PlanFault(parameter, message)]);

        private static string Word(string message) =>
            message.Contains("body was provided", StringComparison.Ordinal) ? "A request body is needed." : message;

        private static string Name(Match parameter) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(parameter.Groups["name"].Value);

        [GeneratedRegex("""^Failed to bind parameter "\S+ (?<name>\w+)" from "(?<value>.*)"\.$""", RegexOptions.Singleline)]
        private static partial Regex NotBound();

        [GeneratedRegex("""^Required parameter "\S+ (?<name>\w+)" was not provided""")]
        private static partial Regex NotGiven();
    }
}

/// <summary>One fault of a request.</summary>
/// <param name="Pointer">JSON pointer (RFC 6901) into the request body; empty for the whole.</param>
/// <param name="Detail">What is wrong and what would be right.</param>
/// <param name="Column">The character of a query or of a regular expression at which it goes wrong, from 1; absent for other faults.</param>
/// <param name="Parameter">The parameter of the address that is at fault; absent for other faults.</param>
internal sealed record ApiFault(string Pointer, string Detail, int? Column = null, string? Parameter = null)
{
    public static ApiFault Of(PlanFault fault) => new(fault.Path, fault.Message, fault.Column);
}
