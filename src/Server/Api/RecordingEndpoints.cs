using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using TapeDeck.Client.Ports;
using TapeDeck.Server.Hosting;

namespace TapeDeck.Server.Api;

/// <summary>The library of recordings.</summary>
internal static class RecordingEndpoints
{
    public static void MapRecordings(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/recordings").WithTags("Recordings");
        group.MapGet("", ListAsync).WithName("listRecordings").WithSummary("All recordings, newest first.").ProducesPageOf<RecordingResource>();
        group.MapPost("", UploadAsync).WithName("uploadRecording")
            .WithSummary("Uploads a recording.")
            .WithDescription("The request body is a .gor, pcap, pcapng or HAR file or an access log, gzipped or not; the query parameter names it. Nothing is stored when it is none, or when it has another SHA-256 than a Content-Digest header announces.")
            .Accepts<Stream>("application/octet-stream").Produces<RecordingResource>(201).WithProblems(413, 422).WithEntityTag();
        group.MapPut("/{id}/content", PutAsync).WithName("putRecording")
            .WithSummary("Uploads a recording, as curl -T does it.")
            .WithDescription("The same with the name in the address, where other requests have the id. Every upload is a recording of its own.")
            .Accepts<Stream>("application/octet-stream").Produces<RecordingResource>(201).WithProblems(413, 422).WithEntityTag();
        group.MapGet("/{id}", GetAsync).WithName("getRecording").WithSummary("One recording.").Produces<RecordingResource>()
            .WithProblems(404).WithEntityTag();
        group.MapPatch("/{id}", ChangeAsync).WithName("changeRecording").WithSummary("Changes name, tags, note, or whether it is pinned.")
            .WithDescription("What is left out stays.").Produces<RecordingResource>().WithProblems(404, 412, 422, 428).WithEntityTag();
        group.MapDelete("/{id}", DeleteAsync).WithName("deleteRecording").WithSummary("Deletes a recording.")
            .WithDescription("It can be restored as long as TapeDeck:Retention:KeepDeleted says.").Produces(204).WithProblems(404, 409, 412, 428);
        group.MapGet("/{id}/content", Download).WithName("downloadRecording")
            .WithSummary("Downloads a recording.")
            .WithDescription("Of several files, the one named by the query parameter.").Produces<Stream>(200, "application/octet-stream")
            .WithProblems(404, 422);
        ExchangeEndpoints.Map(group);
        group.MapGet("/{id}/exchanges/{number}", ExchangeAsync).WithName("getExchange")
            .WithSummary("One exchange with the heads of its messages.")
            .Produces<ExchangeDetail>().WithProblems(404);
        group.MapPost("/{id}:stop-indexing", StopIndexingAsync).WithName("stopIndexing").WithSummary("Stops the indexing of a recording.")
            .WithDescription("What is indexed so far stays visible.").Produces<RecordingResource>().WithProblems(404, 409).WithEntityTag();
        group.MapPost("/{id}:index", IndexAsync).WithName("indexRecording").WithSummary("Discards the index of a recording and builds it anew.")
            .WithDescription("The answer is the operation that does it; Location leads to it.").Produces<OperationResource>(202).WithProblems(404, 409).WithIdempotencyKey();
        group.MapAnalysis();
        ExportEndpoints.Map(group);
        MessageEndpoints.Map(group, "/{id}/exchanges/{number}", "Exchange", (id, number, services, token) => services.GetRequiredService<IRecordings>().ExchangeAsync(id, number, token));
    }

    private static async Task<IResult> ListAsync([AsParameters] PageParameters page, [FromServices] IRecordings recordings, CancellationToken cancellationToken) =>
        page.Page(await recordings.ListAsync(cancellationToken), ListOrder<RecordingView>.NewestFirst(recording => (recording.CreatedAt, recording.Id)), RecordingResource.From);

    /// <summary>The name stands where the id stands: an address of two parameter names would be two addresses to OpenAPI.</summary>
    private static Task<IResult> PutAsync(
        [FromRoute(Name = "id")] string name, HttpContext context, [FromServices] IRecordings recordings, ServerOptions options, CancellationToken cancellationToken) =>
        UploadAsync(name.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase), context, recordings, options, cancellationToken); // the one escape that routes leave

    private static async Task<IResult> UploadAsync(
        string name, HttpContext context, [FromServices] IRecordings recordings, ServerOptions options, CancellationToken cancellationToken)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = options.MaxUploadBytes;
        }

        if (!ContentDigest.TryRead(context.Request.Headers, out var sha256))
        {
            return ApiProblems.BadRequest("", "The announced digest cannot be read; it takes the form Content-Digest: sha-256=:BASE64:");
        }

        try
        {
            await using var content = sha256 is null ? context.Request.Body : new DigestStream(context.Request.Body, sha256);
            var answer = await recordings.ImportAsync(name, content, cancellationToken);
            return answer.Succeeded
                ? EntityTags.Of(RecordingResource.From(answer.Value!), 201, $"{ApiSetup.Base}/recordings/{answer.Value!.Id}")
                : ApiProblems.Unprocessable(answer.Faults);
        }
        catch (DigestException wrong)
        {
            return ApiProblems.Unprocessable([new("", wrong.Message)]);
        }
    }

    private static async Task<IResult> GetAsync(string id, [FromServices] IRecordings recordings, CancellationToken cancellationToken) =>
        await recordings.FindAsync(id, cancellationToken) is { } recording ? EntityTags.Of(RecordingResource.From(recording)) : ApiProblems.NotFound("recording");

    private static async Task<IResult> ChangeAsync(
        string id, RecordingChange change, [FromHeader(Name = "If-Match")] string? ifMatch, [FromServices] IRecordings recordings, CancellationToken cancellationToken)
    {
        if (await recordings.FindAsync(id, cancellationToken) is null)
        {
            return ApiProblems.NotFound("recording");
        }

        if (!IfMatch.TryRead(ifMatch, out var match, out var problem))
        {
            return problem;
        }

        var answer = await recordings.ChangeAsync(id, change.ToEdit(), cancellationToken, now => match.Holds(RecordingResource.From(now)));
        return answer.Succeeded ? EntityTags.Of(RecordingResource.From(answer.Value!)) : ApiProblems.Refused(answer, StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> DeleteAsync(
        string id, [FromHeader(Name = "If-Match")] string? ifMatch, [FromServices] IRecordings recordings, CancellationToken cancellationToken)
    {
        if (await recordings.FindAsync(id, cancellationToken) is null)
        {
            return ApiProblems.NotFound("recording");
        }

        if (!IfMatch.TryRead(ifMatch, out var match, out var problem))
        {
            return problem;
        }

        var answer = await recordings.DeleteAsync(id, cancellationToken, now => match.Holds(RecordingResource.From(now)));
        return answer.Succeeded ? Results.NoContent() : ApiProblems.Refused(answer, StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> StopIndexingAsync(string id, [FromServices] IRecordings recordings, CancellationToken cancellationToken) =>
        await recordings.FindAsync(id, cancellationToken) is null ? ApiProblems.NotFound("recording")
        : await recordings.StopIndexingAsync(id, cancellationToken) is { Succeeded: false, Faults: var faults } ? ApiProblems.Conflict(faults)
        : await GetAsync(id, recordings, cancellationToken);

    private static async Task<IResult> IndexAsync(string id, [FromServices] IRecordings recordings, [FromServices] IOperations operations, CancellationToken cancellationToken)
    {
        if (await recordings.FindAsync(id, cancellationToken) is null)
        {
            return ApiProblems.NotFound("recording");
        }

        var answer = await operations.IndexAsync(id, cancellationToken);
        return answer.Succeeded ? OperationEndpoints.Accepted(answer.Value!) : ApiProblems.Conflict(answer.Faults);
    }

    private static async Task<IResult> Download(
        string id, string? file, [FromServices] IRecordings recordings, DataDirectory directory, CancellationToken cancellationToken)
    {
        if (await recordings.FindAsync(id, cancellationToken) is not { } recording)
        {
            return ApiProblems.NotFound("recording");
        }

        if (file is null && recording.Files.Count > 1)
        {
            return ApiProblems.Unprocessable([new("", $"This recording has several files; name one with ?file=: {string.Join(", ", recording.Files)}.")]);
        }

        var name = file ?? (recording.Files.Count > 0 ? recording.Files[0] : null);
        var path = name is not null && recording.Files.Contains(name) ? Path.Combine(directory.Recording(id), Path.GetFileName(name)) : null;
        return path is not null && File.Exists(path)
            ? Results.File(path, "application/octet-stream", recording.Files.Count == 1 ? DownloadName(recording.Name, name!) : name, enableRangeProcessing: true)
            : ApiProblems.NotFound("file");
    }

    /// <summary>The name a person knows it by, with the ending of the file.</summary>
    private static string DownloadName(string name, string file)
    {
        var ending = file.EndsWith(".gor.gz", StringComparison.Ordinal) || file.EndsWith(".gz", StringComparison.Ordinal) ? ".gor.gz" : ".gor";
        return name.EndsWith(ending, StringComparison.OrdinalIgnoreCase) ? name : name + ending;
    }

    private static async Task<IResult> ExchangeAsync(string id, long number, [FromServices] IRecordings recordings, CancellationToken cancellationToken) =>
        await recordings.ExchangeAsync(id, number, cancellationToken) is { } content ? Results.Ok(ExchangeDetail.From(content)) : ApiProblems.NotFound("exchange");
}
