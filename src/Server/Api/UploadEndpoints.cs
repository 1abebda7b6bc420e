using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using TapeDeck.Client.Ports;
using TapeDeck.Server.Hosting;

namespace TapeDeck.Server.Api;

/// <summary>Resumable uploads by the protocol tus 1.0 (https://tus.io/protocols/resumable-upload): core, creation, expiration, termination.</summary>
internal static class UploadEndpoints
{
    private const string Version = "1.0.0";

    public static void MapUploads(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/uploads").WithTags("Uploads").AddEndpointFilter(SpeakTusAsync);
        group.MapMethods("", [HttpMethods.Options], Discover).WithName("discoverUploads").WithSummary("What of tus 1.0 is spoken here.").Produces(204);
        group.MapGet("", List).WithName("listUploads").WithSummary("Files on their way into the library, the oldest first.").ProducesPageOf<UploadResource>();
        group.MapPost("", Create).WithName("createUpload").WithSummary("Announces a file that comes in pieces (tus).")
            .WithDescription("Upload-Length is its size in bytes; Upload-Metadata its filename and, if it is to be checked, its sha256 in hexadecimal digits, both in Base64. The pieces go to the address in Location.")
            .Produces(201).WithProblems(400, 412, 422);
        group.MapMethods("/{id}", [HttpMethods.Head], Offset).WithName("getUploadOffset").WithSummary("Where a file goes on (tus).").Produces(200).WithProblems(404, 410, 412);
        group.MapGet("/{id}", Get).WithoutHead().WithName("getUpload").WithSummary("How an upload stands; when it is imported, the recording that was made of it.").Produces<UploadResource>().WithProblems(404);
        group.MapPatch("/{id}", AppendAsync).WithName("appendUpload").WithSummary("Adds a piece to a file (tus).")
            .WithDescription("Upload-Offset is where the piece begins. The answer to the last piece comes when the file is a recording of the library, or was refused.")
            .Accepts<Stream>("application/offset+octet-stream").Produces(204).WithProblems(404, 409, 412, 413, 422, 423);
        group.MapDelete("/{id}", RemoveAsync).WithName("deleteUpload").WithSummary("Gives up an upload.")
            .WithDescription("A recording that was made of it stays.").Produces(204).WithProblems(404, 412);
    }

    private static async ValueTask<object?> SpeakTusAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var context = call.HttpContext;
        context.Response.Headers["Tus-Resumable"] = Version;
        if (context.Request.Headers["Tus-Resumable"] is [{ } spoken] && spoken != Version)
        {
            context.Response.Headers["Tus-Version"] = Version;
            return Results.Problem(detail: $"tus {Version} is spoken here, not {spoken}.", statusCode: StatusCodes.Status412PreconditionFailed);
        }

        return await next(call);
    }

    private static IResult Discover(HttpContext context, ServerOptions options)
    {
        var headers = context.Response.Headers;
        headers["Tus-Version"] = Version;
        headers["Tus-Extension"] = "creation,expiration,termination";
        headers["Tus-Max-Size"] = options.MaxUploadBytes.ToString(CultureInfo.InvariantCulture);
        return Results.NoContent();
    }

    private static IResult List([AsParameters] PageParameters page, [FromServices] IUploads uploads) =>
        page.Page(uploads.List(), new ListOrder<UploadView>(upload => upload.Id), UploadResource.From); // ids begin with the time

    private static IResult Create(
        HttpContext context, [FromServices] IUploads uploads, [FromHeader(Name = "Upload-Length")] long? length, [FromHeader(Name = "Upload-Metadata")] string? metadata)
    {
        if (length is null or < 0)
        {
            return ApiProblems.BadRequest("", "Upload-Length is missing: the size of the whole file in bytes.");
        }

        if (!UploadMetadata.TryRead(metadata, out var said, out var fault))
        {
            return ApiProblems.BadRequest("", fault);
        }

        var answer = uploads.Create(said.FileName, length.Value, said.Sha256);
        if (!answer.Succeeded)
        {
            return ApiProblems.Unprocessable(answer.Faults);
        }

        Tell(context, answer.Value!);
        return Results.Created($"{ApiSetup.Base}/uploads/{answer.Value!.Id}", null);
    }

    private static IResult Offset(string id, HttpContext context, [FromServices] IUploads uploads)
    {
        switch (uploads.Find(id))
        {
            case null:
                return ApiProblems.NotFound("upload");
            case { State: UploadState.Refused } refused:
                return Results.Problem(detail: refused.Refusal, statusCode: StatusCodes.Status410Gone);
            case var upload:
                context.Response.Headers["Upload-Length"] = upload.Length.ToString(CultureInfo.InvariantCulture);
                context.Response.Headers.CacheControl = "no-store";
                Tell(context, upload);
                return Results.Ok();
        }
    }

    private static IResult Get(string id, [FromServices] IUploads uploads) => uploads.Find(id) is { } upload ? Results.Ok(UploadResource.From(upload)) : ApiProblems.NotFound("upload");

    private static async Task<IResult> AppendAsync(
        string id, HttpContext context, [FromServices] IUploads uploads, [FromHeader(Name = "Upload-Offset")] long? offset, CancellationToken cancellationToken)
    {
        if (offset is null or < 0)
        {
            return ApiProblems.BadRequest("", "Upload-Offset is missing: where the piece begins.");
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null; // the length that was announced is the limit
        }

        var (result, upload) = await uploads.AppendAsync(id, offset.Value, context.Request.Body, cancellationToken);
        if (upload is not null)
        {
            Tell(context, upload);
        }

        return result switch
        {
            AppendResult.Unknown => ApiProblems.NotFound("upload"),
            AppendResult.OtherOffset => Problem(409, $"The file goes on at {upload!.Received}, not at {offset}."),
            AppendResult.TooLong => Problem(413, $"The piece goes beyond the {upload!.Length} bytes that were announced."),
            AppendResult.TakenOver => Problem(423, "Another piece of this file was sent meanwhile."),
            _ when upload!.State == UploadState.Refused => ApiProblems.Unprocessable([new("", upload.Refusal)]),
            _ => Results.NoContent(),
        };
    }

    private static async Task<IResult> RemoveAsync(string id, [FromServices] IUploads uploads) =>
        await uploads.RemoveAsync(id) ? Results.NoContent() : ApiProblems.NotFound("upload");

    private static IResult Problem(int status, string detail) => Results.Problem(detail: detail, statusCode: status);

    private static void Tell(HttpContext context, UploadView upload)
    {
        context.Response.Headers["Upload-Offset"] = upload.Received.ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["Upload-Expires"] = upload.ExpiresAt.ToString("R", CultureInfo.InvariantCulture);
    }
}

/// <summary>A file on its way into the library.</summary>
internal sealed record UploadResource
{
    public required string Id { get; init; }

    public required string FileName { get; init; }

    public required UploadState State { get; init; }

    public required long Length { get; init; }

    public required long Received { get; init; }

    /// <summary>Why it was refused; absent otherwise.</summary>
    public string? Refusal { get; init; }

    /// <summary>The recording that was made of it; absent until it is imported.</summary>
    public string? Recording { get; init; }

    /// <summary>When it is forgotten if nothing more arrives.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    public static UploadResource From(UploadView upload) => new()
    {
        Id = upload.Id,
        FileName = upload.FileName,
        State = upload.State,
        Length = upload.Length,
        Received = upload.Received,
        Refusal = upload.Refusal.Length > 0 ? upload.Refusal : null,
        Recording = upload.RecordingId,
        ExpiresAt = upload.ExpiresAt,
    };
}
