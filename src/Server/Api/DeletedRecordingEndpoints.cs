using Microsoft.AspNetCore.Mvc;
using TapeDeck.Client.Ports;

namespace TapeDeck.Server.Api;

/// <summary>Recordings that were deleted and can be restored.</summary>
internal static class DeletedRecordingEndpoints
{
    public static void MapDeletedRecordings(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/deleted-recordings").WithTags("Recordings");
        group.MapGet("", ListAsync).WithName("listDeletedRecordings").WithSummary("Deleted recordings that can be restored, the last first.").ProducesPageOf<RecordingResource>();
        group.MapPost("/{id}:restore", RestoreAsync).WithName("restoreRecording").WithSummary("Brings a deleted recording back.")
            .Produces<RecordingResource>().WithProblems(404).WithEntityTag();
        group.MapDelete("/{id}", PurgeAsync).WithName("purgeRecording").WithSummary("Deletes the files of a deleted recording at once.").Produces(204)
            .WithProblems(404, 409);
    }

    private static async Task<IResult> ListAsync([AsParameters] PageParameters page, [FromServices] IDeletedRecordings deleted, CancellationToken cancellationToken) =>
        page.Page(await deleted.ListAsync(cancellationToken), ListOrder<RecordingView>.NewestFirst(recording => (recording.DeletedAt ?? default, recording.Id)), RecordingResource.From);

    private static async Task<IResult> RestoreAsync(
        string id, [FromServices] IDeletedRecordings deleted, [FromServices] IRecordings recordings, CancellationToken cancellationToken) =>
        await deleted.RestoreAsync(id, cancellationToken) && await recordings.FindAsync(id, cancellationToken) is { } recording
            ? EntityTags.Of(RecordingResource.From(recording))
            : ApiProblems.NotFound("deleted recording");

    private static async Task<IResult> PurgeAsync(string id, [FromServices] IDeletedRecordings deleted, CancellationToken cancellationToken) =>
        await deleted.PurgeAsync(id, cancellationToken) switch
        {
            { Succeeded: false, Faults: var faults } => ApiProblems.Conflict(faults),
            { Value: true } => Results.NoContent(),
            _ => ApiProblems.NotFound("deleted recording"),
        };
}
