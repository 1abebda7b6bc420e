using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using TapeDeck.Client.Ports;
using TapeDeck.Engine;
using TapeDeck.Engine.Formats;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Query;

namespace TapeDeck.Server.Api;

/// <summary>Recordings in other formats.</summary>
internal static class ExportEndpoints
{
    public static void Map(RouteGroupBuilder group) => group.MapGet("/{id}/export", ExportAsync).WithoutHead().WithName("exportRecording")
        .WithSummary("Downloads the matching exchanges of a recording in another format.")
        .WithDescription($"format is one of {Names}; without it, Accept names one of {Types}. Sent while it is read, in order of time; Parquet once it is complete. A recording that is still being indexed is not exported yet (409). An answer that breaks off is not whole.")
        .Produces<Stream>(200, ExportFormat.All[0].MediaType, [.. ExportFormat.All.Skip(1).Select(format => format.MediaType)]).WithProblems(400, 404, 406, 409);

    private static string Names => string.Join(", ", ExportFormat.All.Select(format => format.Name));

    private static string Types => string.Join(", ", ExportFormat.All.Select(format => $"{format.MediaType} ({format.Name})"));

    private static async Task<IResult> ExportAsync(
        string id, HttpRequest request, [AsParameters] ExportParameters parameters, [FromServices] IRecordings recordings, [FromServices] IRecordingExports exports, TimeProvider time, CancellationToken cancellationToken)
    {
        var query = parameters.Read(time.GetUtcNow());
        var format = parameters.Format is null ? AcceptedFormat.Find(request) : ExportFormat.Find(parameters.Format);
        if (format is null && parameters.Format is null && AcceptedFormat.IsAsked(request))
        {
            return ApiProblems.NotAcceptable($"Accept names none of {Types}.");
        }

        PlanFault[] faults = [.. format is null ? [new PlanFault("format", $"format is one of {Names}; without it, Accept names one of {Types}.")] : Array.Empty<PlanFault>(), .. query.Faults];
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
            httpContext.Response.Headers.Vary = HeaderNames.Accept;
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

    /// <summary>A query, see docs/query-language.md; all exchanges if left out.</summary>
    public string? Q { get; init; }

    /// <summary>Only exchanges of one endpoint: method, host and template with a space between them.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Only exchanges that began at this instant or later.</summary>
    public string? From { get; init; }

    /// <summary>Only exchanges that began before this instant.</summary>
    public string? To { get; init; }

    /// <summary>Only these rows of the list that the other conditions give, from 0 on, such as <c>0-41,76</c>; at most 200 positions and ranges.</summary>
    public string? Rows { get; init; }

    /// <summary>The order of the list that rows counts in, as lists of exchanges take it; what is exported is in order of time.</summary>
    public string? Sort { get; init; }

    /// <summary>The query, or what is wrong with the parameters.</summary>
    public Answer<ExchangeQuery> Read(DateTimeOffset now)
    {
        var isQuery = TrafficQuery.TryParse(Q, now, out var query, out var wrong);
        var isEndpoint = EndpointKey.TryParse(Endpoint, out var endpoint) || string.IsNullOrEmpty(Endpoint);
        PlanFault[] faults =
        [
            .. isQuery ? [] : new[] { new PlanFault("q", $"q, column {wrong!.Column}: {wrong.Message}") },
            .. isEndpoint ? [] : new[] { new PlanFault("endpoint", "endpoint is a method, a host and a template with a space between them.") },
            .. Instants.Read("from", From, out var from),
            .. Instants.Read("to", To, out var to),
            .. ReadRows(out var rows),
            .. ExchangeShape.ReadSort(Sort, out var order),
            .. order is not null && query?.NeedsMessages == true ? [new PlanFault("sort", ExchangeShape.Unsortable)] : Array.Empty<PlanFault>(),
        ];
        return faults.Length > 0 ? Answer<ExchangeQuery>.Refused(faults) : Answer<ExchangeQuery>.Of(new ExchangeQuery { Query = query!, Endpoint = endpoint, From = from, To = to, Rows = rows, Order = order });
    }

    private PlanFault[] ReadRows(out RowRanges? rows) => RowRanges.TryParse(Rows, out rows) || string.IsNullOrEmpty(Rows) ? []
        : [new PlanFault("rows", $"rows names at most {RowRanges.MostRanges} positions and ranges, from 0 on, such as 0-41,76.")];
}
