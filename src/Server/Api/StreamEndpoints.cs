using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Query;
using TapeDeck.Server.Hosting;
using TapeDeck.Server.Live;

namespace TapeDeck.Server.Api;

/// <summary>Event streams (SSE) for programs that want to follow along.</summary>
internal static class StreamEndpoints
{
    private static readonly TimeSpan s_heartbeat = TimeSpan.FromSeconds(10);

    public static void MapStreams(this IEndpointRouteBuilder api)
    {
        api.MapGet("/captures/{id}/stream", FollowCaptureAsync).WithName("streamCapture").WithTags("Captures").WithoutHead()
            .WithSummary("Exchanges as they come, as server-sent events.")
            .WithDescription("'exchange' when an exchange begins and again when its response came, 'gap' with the number missed by a slow reader, "
                + "'heartbeat' when nothing happens, 'end' with the capture. Resumes after Last-Event-ID. q is a query: only what fits it comes.")
            .Produces<ExchangeResource>(200, "text/event-stream").WithProblems(400, 404);
        api.MapGet("/replays/{id}/stream", FollowReplayAsync).WithName("streamReplay").WithTags("Replays").WithoutHead()
            .WithSummary("The replay's status as it changes, as server-sent events.")
            .WithDescription("'status' at most twice a second, 'heartbeat' when nothing happens, 'end' with the replay.")
            .Produces<RunStatus>(200, "text/event-stream").WithProblems(404);
    }

    private static async Task<IResult> FollowCaptureAsync(
        string id, string? q, [FromHeader(Name = "Last-Event-ID")] string? lastEventId, HttpContext context,
        [FromServices] IRuns runs, LiveTraffic traffic, TimeProvider time, IHostApplicationLifetime lifetime)
    {
        if (await runs.FindAsync(id, context.RequestAborted) is not { Purpose: RunPurpose.Capture } run)
        {
            return ApiProblems.NotFound("capture");
        }

        if (!TrafficQuery.TryParse(q, time.GetUtcNow(), out var query, out var wrong))
        {
            return ApiProblems.BadQuery(wrong);
        }

        var ended = !run.IsActive && run.State != Engine.Runs.RunState.Pending && !traffic.IsOpen(id);
        return Send(context, lifetime, token => ended ? End() : CaptureEvents(traffic.ReadAsync(id, query, LivePosition.Parse(lastEventId), s_heartbeat, token)));
    }

    private static async Task<IResult> FollowReplayAsync(string id, HttpContext context, [FromServices] IRuns runs, IHostApplicationLifetime lifetime) =>
        await runs.FindAsync(id, context.RequestAborted) is { Purpose: RunPurpose.Replay }
            ? Send(context, lifetime, token => ReplayEvents(id, runs, token))
            : ApiProblems.NotFound("replay");

    private static ServerSentEventsResult<object> Send(HttpContext context, IHostApplicationLifetime lifetime, Func<CancellationToken, IAsyncEnumerable<SseItem<object>>> events)
    {
        // A stop of the server must not wait for streams that never end.
        var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        context.Response.RegisterForDispose(either);
        return TypedResults.ServerSentEvents(UntilCancelled(context.Response, events(either.Token), either.Token));
    }

    private static async IAsyncEnumerable<SseItem<object>> UntilCancelled(
        HttpResponse response, IAsyncEnumerable<SseItem<object>> events, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await response.Body.FlushAsync(cancellationToken); // a reader learns that it listens before anything happens
        await using var source = events.GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            try
            {
                if (!await source.MoveNextAsync())
                {
                    yield break;
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                yield break;
            }

            yield return source.Current;
        }
    }

    private static async IAsyncEnumerable<SseItem<object>> CaptureEvents(IAsyncEnumerable<LivePart> parts)
    {
        await foreach (var part in parts)
        {
            var position = part.Position.ToString();
            if (part.Dropped > 0)
            {
                yield return new SseItem<object>(new StreamGap(part.Dropped), "gap");
            }

            for (var i = 0; i < part.Rows.Count; i++)
            {
                // Only with the last of a part is all of it delivered, so only there may a reader resume.
                yield return new SseItem<object>(ExchangeResource.From(part.Rows[i]), "exchange") { EventId = i == part.Rows.Count - 1 ? position : null };
            }

            if (part.Rows.Count == 0 && part.Dropped == 0)
            {
                yield return new SseItem<object>(new StreamMark(), "heartbeat") { EventId = position };
            }
        }

        yield return EndMark();
    }

    private static async IAsyncEnumerable<SseItem<object>> End()
    {
        await Task.CompletedTask;
        yield return EndMark();
    }

    private static async IAsyncEnumerable<SseItem<object>> ReplayEvents(string id, IRuns runs, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var changed = new SemaphoreSlim(1, 1);
        using var subscription = runs.Subscribe(() => Signals.Raise(changed));
        while (true)
        {
            var isBeat = !await changed.WaitAsync(s_heartbeat, cancellationToken);
            var run = await runs.FindAsync(id, cancellationToken);
            if (run is not null)
            {
                yield return isBeat && run.IsActive ? new SseItem<object>(new StreamMark(), "heartbeat") : new SseItem<object>(RunStatus.From(run), "status");
            }

            if (run is not { IsActive: true } and not { State: Engine.Runs.RunState.Pending })
            {
                yield return EndMark();
                yield break;
            }
        }
    }

    private static SseItem<object> EndMark() => new(new StreamMark(), "end");
}

/// <summary>How many exchanges a slow reader missed.</summary>
internal sealed record StreamGap(long Dropped);

/// <summary>An event that says all by its name.</summary>
internal sealed record StreamMark;
