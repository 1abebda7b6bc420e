using Microsoft.AspNetCore.Mvc;
using TapeDeck.Client.Ports;
using TapeDeck.Engine;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Server.Api;

/// <summary>What the exchanges of a recording add up to.</summary>
internal static class AnalysisEndpoints
{
    private const int MostSpans = 1_000;
    private const int UsualSpans = 120;

    public static void MapAnalysis(this RouteGroupBuilder recordings)
    {
        recordings.MapGet("/{id}/endpoints", EndpointsAsync).WithName("listEndpoints").WithQueryTimeout()
            .WithSummary("The endpoints of a recording, the busiest first.")
            .WithDescription("Method, host and path template with exact percentiles. While a recording grows a cursor is soon gone; a page has up to 1000.")
            .Produces<PageOf<EndpointResource>>().WithProblems(400, 404, 410);
        recordings.MapGet("/{id}/histogram", HistogramAsync).WithName("getHistogram").WithQueryTimeout()
            .WithSummary("The exchanges of a recording over its time, by class of status.")
            .WithDescription("spans is how many stretches of time there are at the most, 2 to 1000.")
            .Produces<HistogramResource>().WithProblems(400, 404);
    }

    private static Task<IResult> EndpointsAsync(
        string id, [AsParameters] ExchangeParameters parameters, [AsParameters] PageParameters paging, [FromServices] IRecordings recordings, TimeProvider time, CancellationToken cancellationToken)
    {
        PlanFault[] faults = [.. paging.Read<EndpointPlace>(out var place)];
        var askedAt = place?.AskedAt ?? time.GetUtcNow();
        return faults.Length > 0 ? Task.FromResult(ApiProblems.BadParameters(faults)) : AnswerAsync(id, parameters, recordings, askedAt, async query =>
        {
            var start = place?.Start ?? 0;
            var table = await recordings.EndpointsAsync(id, query, paging.Count, start, cancellationToken);
            var end = start + table.Items.Count;
            return place is not null && place.Revision != table.Revision ? ApiProblems.CursorGone()
                : Results.Ok(new PageOf<EndpointResource>(
                    [.. table.Items.Select(EndpointResource.From)], table.Total, end < table.Total ? paging.CursorAt(new EndpointPlace(end, table.Revision, askedAt)) : null));
        }, cancellationToken);
    }

    private static async Task<IResult> HistogramAsync(
        string id, [AsParameters] ExchangeParameters parameters, int? spans, [FromServices] IRecordings recordings, TimeProvider time, CancellationToken cancellationToken) =>
        spans is < 2 or > MostSpans
            ? ApiProblems.BadParameters([new("spans", $"spans is 2 to {MostSpans}.")])
            : await AnswerAsync(id, parameters, recordings, time.GetUtcNow(), async query =>
                Results.Ok(HistogramResource.From(await recordings.TimelineAsync(id, query, spans ?? UsualSpans, cancellationToken))), cancellationToken);

    private static async Task<IResult> AnswerAsync(
        string id, ExchangeParameters parameters, IRecordings recordings, DateTimeOffset askedAt, Func<ExchangeQuery, Task<IResult>> answer, CancellationToken cancellationToken) =>
        !parameters.TryRead(askedAt, out var query, out var problem) ? problem
        : await recordings.FindAsync(id, cancellationToken) is null ? ApiProblems.NotFound("recording")
        : await answer(query);

    /// <param name="Start">Position of the next endpoint.</param>
    /// <param name="Revision">The state of the index in which it has that position.</param>
    /// <param name="AskedAt">When the first page was asked for, from which a query counts.</param>
    private sealed record EndpointPlace(long Start, long Revision, DateTimeOffset AskedAt);
}

/// <summary>What a recording knows about one endpoint.</summary>
internal sealed record EndpointResource
{
    public required string Method { get; init; }

    public required string Host { get; init; }

    /// <summary>The path with its values replaced, such as <c>/users/{id}</c>.</summary>
    public required string Template { get; init; }

    public required long Exchanges { get; init; }

    /// <summary>Responses with 4xx or 5xx.</summary>
    public required long Errors { get; init; }

    /// <summary>Requests without a response.</summary>
    public required long Unanswered { get; init; }

    /// <summary>Exact percentiles of the latency; absent without a response.</summary>
    public TimeSpan? P50 { get; init; }

    public TimeSpan? P95 { get; init; }

    public TimeSpan? P99 { get; init; }

    public required long RequestBytes { get; init; }

    public required long ResponseBytes { get; init; }

    public static EndpointResource From(EndpointFigures figures) => new()
    {
        Method = figures.Key.Method,
        Host = figures.Key.Host,
        Template = figures.Key.Template,
        Exchanges = figures.Exchanges,
        Errors = figures.Errors,
        Unanswered = figures.Unanswered,
        P50 = Length(figures.P50),
        P95 = Length(figures.P95),
        P99 = Length(figures.P99),
        RequestBytes = figures.RequestBytes,
        ResponseBytes = figures.ResponseBytes,
    };

    private static TimeSpan? Length(long? nanoseconds) => nanoseconds is { } known ? TimeSpan.FromTicks(known / 100) : null;
}

/// <summary>Exchanges over time.</summary>
/// <param name="Start">Where the first span begins; absent when there is no exchange.</param>
/// <param name="Step">Length of a span.</param>
/// <param name="Spans">In order of time, without holes.</param>
internal sealed record HistogramResource(string? Start, TimeSpan Step, IReadOnlyList<SpanResource> Spans)
{
    public static HistogramResource From(ExchangeTimeline timeline) => new(
        timeline.Spans.Count == 0 ? null : Instants.FromNanoseconds(timeline.Start),
        TimeSpan.FromTicks(timeline.Step / 100),
        [.. timeline.Spans.Select(span => new SpanResource(span.ByStatusClass))]);
}

/// <summary>The exchanges of one span.</summary>
/// <param name="ByStatusClass">Without a response, then 1xx to 5xx.</param>
internal sealed record SpanResource(IReadOnlyList<long> ByStatusClass);
