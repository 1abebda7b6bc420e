using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Server.Api.Samples;

/// <summary>What problems look like: made and completed as real ones are.</summary>
internal static class ProblemSamples
{
    public static ProblemDetails Of(int status, string? chapter, string path)
    {
        var context = new DefaultHttpContext { Request = { Path = Address(path), ContentType = "text/plain" }, Response = { StatusCode = status } };
        var problem = Make(status, chapter) is ProblemHttpResult made ? made.ProblemDetails : new ProblemDetails();
        ApiProblems.Complete(problem, context);
        problem.Extensions["traceId"] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        return problem;
    }

    /// <summary>Null for what the framework refuses without a word of ours.</summary>
    private static IResult? Make(int status, string? chapter) => (status, chapter) switch
    {
        (400, _) => ApiProblems.BadParameters([new PlanFault("nope", "The query parameter 'nope' is not known here.")]),
        (404, _) => ApiProblems.NotFound(Noun(chapter)),
        (406, _) => ApiProblems.NotAcceptable("Accept names none of the types that can be written."),
        (409, "Uploads") => Results.Problem(detail: "The file goes on at 4194304, not at 0.", statusCode: status),
        (409, _) => ApiProblems.Conflict([new PlanFault("", $"This {Noun(chapter)} is not in a state in which that can be done.")]),
        (410, "Uploads") => Results.Problem(detail: "This is no recording that can be read here.", statusCode: status),
        (410, _) => ApiProblems.CursorGone(),
        (412, "Uploads") => Results.Problem(detail: "tus 1.0.0 is spoken here, not 0.2.0.", statusCode: status),
        (412, _) => ApiProblems.Stale([new PlanFault("", $"Somebody else changed the {Noun(chapter)} meanwhile; load it and make the change there.")]),
        (422, "Recordings" or "Uploads") => ApiProblems.Unprocessable([new PlanFault("", "This is no recording that can be read here.")]),
        (422, _) => ApiProblems.Unprocessable([new PlanFault("/name", "A name is needed.")]),
        (423, _) => Results.Problem(detail: "Another piece of this file was sent meanwhile.", statusCode: status),
        (428, _) => ApiProblems.PreconditionRequired(),
        (429, _) => ApiProblems.TooMany("More than 10000 requests at once, or 500 a second. Wait 1 s."),
        (504, _) => ApiProblems.QueryTimeout(TimeSpan.FromMinutes(5)),
        (507, _) => Results.Problem(detail: "The data directory cannot be used: there is no space left on it.", statusCode: status),
        _ => null,
    };

    private static string Noun(string? chapter) => chapter == "Rules" ? "rule set" : (chapter ?? "thing").ToLowerInvariant().TrimEnd('s');

    private static string Address(string path) => path
        .Replace("{id}", path.StartsWith($"{ApiSetup.Base}/replays", StringComparison.Ordinal) ? SampleValues.Replay
            : path.StartsWith($"{ApiSetup.Base}/captures", StringComparison.Ordinal) ? SampleValues.Capture : SampleValues.Recording, StringComparison.Ordinal)
        .Replace("{number}", "0", StringComparison.Ordinal).Replace("{name}", "method", StringComparison.Ordinal);
}
