using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Formats;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Server.Api;

/// <summary>Recordings in other formats.</summary>
internal static class ExportEndpoints
{
    public static void Map(RouteGroupBuilder group) => group.MapGet("/{id}/export", ExportAsync).WithName("exportRecording")
        .WithSummary("Downloads the matching exchanges of a recording in another format.")
        .WithDescription($"format is one of {Names}. Sent while it is read, in order of time; Parquet once it is complete. An answer that breaks off is not whole.")
        .Produces<Stream>(200, "application/octet-stream").WithProblems(400, 404, 409);

    private static string Names => string.Join(", ", ExportFormat.All.Select(format => format.Name));

    private static async Task<IResult> ExportAsync(
        string id, [AsParameters] ExportParameters parameters, [FromServices] IRecordings recordings, [FromServices] IRecordingExports exports, CancellationToken cancellationToken)
    {
        var query = parameters.Read();
        var format = ExportFormat.Find(parameters.Format);
        PlanFault[] faults = [.. format is null ? [new PlanFault("format", $"format is one of {Names}.")] : Array.Empty<PlanFault>(), .. query.Faults];
        if (faults.Length > 0)
        {
            return ApiProblems.BadParameters(faults);
        }

        if (await recordings.FindAsync(id, cancellationToken) is null)
        {
            return ApiProblems.NotFound("recording");
        }

        var answer = await exports.OpenAsync(id, query.Value!, format!, cancellationToken);
        return answer.Succeeded ? new ExportResult(answer.Value!, format!.MediaType) : ApiProblems.Conflict(answer.Faults);
    }

    /// <summary>Sends an export. When it fails on the way the connection is broken off, so that nobody takes it for whole.</summary>
    private sealed class ExportResult(IRecordingExport export, string mediaType) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            await using var opened = export;
            var disposition = new ContentDispositionHeaderValue("attachment");
            disposition.SetHttpFileName(export.FileName);
            httpContext.Response.ContentType = mediaType;
            httpContext.Response.Headers.ContentDisposition = disposition.ToString();
            try
            {
                await export.WriteAsync(httpContext.Response.BodyWriter, httpContext.RequestAborted);
            }
            catch (OperationCanceledException) when (httpContext.RequestAborted.IsCancellationRequested)
            {
                // Whoever asked for it has gone.
            }
        }
    }
}

/// <summary>Which exchanges to export, and how; all conditions must hold.</summary>
internal sealed record ExportParameters
{
    public string? Format { get; init; }

    /// <summary>Plain text found in method, target, host or status, any case.</summary>
    public string? Text { get; init; }

    public string? Method { get; init; }

    /// <summary><c>1xx</c> to <c>5xx</c>, or <c>none</c> for no response.</summary>
    public string? Status { get; init; }

    /// <summary>Only exchanges that began at this instant or later.</summary>
    public string? From { get; init; }

    /// <summary>Only exchanges that began before this instant.</summary>
    public string? To { get; init; }

    /// <summary>The query, or what is wrong with the parameters.</summary>
    public Answer<ExchangeQuery> Read()
    {
        var query = new ExchangeParameters { Text = Text, Method = Method, Status = Status }.Read();
        PlanFault[] faults = [.. query.Faults, .. Instants.Read("from", From, out var from), .. Instants.Read("to", To, out var to)];
        return faults.Length > 0 ? Answer<ExchangeQuery>.Refused(faults) : Answer<ExchangeQuery>.Of(query.Value! with { From = from, To = to });
    }
}
