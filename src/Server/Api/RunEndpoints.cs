using TapeDeck.Client.Ports;

namespace TapeDeck.Server.Api;

/// <summary>Captures and replays: the same verbs for both.</summary>
internal static class RunEndpoints
{
    public static void MapCaptures(this IEndpointRouteBuilder api) => Map(api.MapGroup("/captures")
            .WithTags("Captures"), new RunDoor(RunPurpose.Capture, "capture"));

    public static void MapReplays(this IEndpointRouteBuilder api)
    {
        var (group, door) = (api.MapGroup("/replays").WithTags("Replays"), new RunDoor(RunPurpose.Replay, "replay"));
        Map(group, door);
        api.MapForecasts();
        group.MapPatch("/{id}", door.ChangeAsync).WithName("changeReplay").WithSummary("Changes the speed of a running replay.")
            .Produces<RunResource>().WithProblems(404, 409, 412, 428).WithEntityTag();
    }

    private static void Map(RouteGroupBuilder group, RunDoor door)
    {
        var (noun, suffix) = (door.Noun, door.Purpose.ToString());
        group.MapGet("", door.ListAsync).WithName($"list{suffix}s").WithSummary($"All {noun}s, newest first.").ProducesPageOf<RunResource>();
        group.MapPost("", door.CreateAsync).WithName($"create{suffix}").WithSummary($"Makes a {noun}.")
            .WithDescription("From a plan. Started at once if asked; one that cannot start is not kept.")
            .Produces<RunResource>(201).WithProblems(422).WithEntityTag().WithIdempotencyKey();
        group.MapGet("/{id}", door.GetAsync).WithName($"get{suffix}").WithSummary($"One {noun}.")
            .Produces<RunResource>().WithProblems(404).WithEntityTag();
        group.MapDelete("/{id}", door.DeleteAsync).WithName($"delete{suffix}").WithSummary($"Forgets a {noun}.")
            .WithDescription("One that is not running. Its recording stays.")
            .Produces(204).WithProblems(404, 409, 412, 428);
        group.MapGet("/{id}/ledger", door.GetLedgerAsync).WithName($"get{suffix}Ledger")
            .WithSummary($"The ledger of a {noun}.")
            .WithDescription("Every packet, message and record it met, and what became of each.").Produces<LedgerResource>()
            .WithProblems(404);
        group.MapGet("/{id}/rates", door.GetRatesAsync).WithName($"get{suffix}Rates").WithSummary($"How fast a {noun} took requests.")
            .WithDescription("One value a second of the last two minutes, oldest first, those that pages draw; none when it is not active.").Produces<ListOf<RunRate>>()
            .WithProblems(404);
        MapAction(group, door, "start", $"Starts a {noun}.", door.StartAsync);
        MapAction(group, door, "stop", $"Stops a {noun} and waits for its end.", door.StopAsync);
        MapAction(group, door, "pause", $"Holds a {noun}.", door.PauseAsync);
        MapAction(group, door, "resume", $"Lets a {noun} go on.", door.ResumeAsync);
    }

    private static void MapAction(RouteGroupBuilder group, RunDoor door, string verb, string summary, Delegate act) =>
        group.MapPost($"/{{id}}:{verb}", act).WithName(verb + door.Purpose).WithSummary(summary).Produces<RunResource>()
            .WithProblems(404, 409).WithEntityTag();
}
