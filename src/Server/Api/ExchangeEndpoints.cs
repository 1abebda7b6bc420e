using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Query;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace TapeDeck.Server.Api;

/// <summary>The exchanges of a recording by query, and what queries can be made of.</summary>
internal static class ExchangeEndpoints
{
    private const int MostValues = 100;
    private const int UsualValues = 20;
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_lookAgain = TimeSpan.FromMilliseconds(50);

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/{id}/exchanges", ListAsync).WithName("listExchanges").WithQueryTimeout().WithSummary("One page of a recording's exchanges.")
            .WithDescription("In order of time. q is a query, such as status>=500 path:/orders; docs/query-language.md has the language. A query for headers or bodies searches the "
                + "recording's files: after ten seconds the answer has what was found so far, and asking again goes on. "
                + "cursor leads on from page to page, also while exchanges are added; start enters anywhere. "
                + $"sort takes {ExchangeShape.SortNames}, but not with a query for headers or bodies.")
            .Produces<ExchangeWindowResource>().WithProblems(400, 404, 410);
        group.MapGet("/{id}/fields", FieldsAsync).WithName("listFields").WithSummary("The fields of the query language.")
            .Produces<ListOf<FieldResource>>().WithProblems(404);
        group.MapGet("/{id}/fields/{name}/values", ValuesAsync).WithName("listFieldValues").WithQueryTimeout().WithSummary("The values of a field, most frequent first.")
            .WithDescription("Those that begin with prefix, in any case. Of fields with about as many values as there are exchanges, a million exchanges are counted, of headers 2,000; a field without a name, such as header., has the names of headers. There are none of ids and bodies.")
            .Produces<ListOf<FieldValueResource>>().WithProblems(400, 404);
    }

    private static async Task<IResult> ListAsync(
        string id, [AsParameters] ExchangeParameters parameters, [AsParameters] PageParameters paging, [AsParameters] ShapeParameters shape, [FromServices] IRecordings recordings, IOptions<JsonOptions> json,
        TimeProvider time, CancellationToken cancellationToken)
    {
        PlanFault[] faults =
        [
            .. paging.Read<CursorPlace>(out var place), .. PageParameters.StartFaults(shape.Start, paging.Cursor),
            .. ExchangeShape.ReadSort(shape.Sort, out var order), .. ExchangeShape.ReadFields(shape.Fields, out var fields),
        ];
        if (faults.Length > 0)
        {
            return ApiProblems.BadParameters(faults);
        }

        var askedAt = place?.AskedAt ?? time.GetUtcNow();
        if (!parameters.TryRead(askedAt, out var asked, out var problem))
        {
            return problem;
        }

        if (await recordings.FindAsync(id, cancellationToken) is null)
        {
            return ApiProblems.NotFound("recording");
        }

        asked = asked with { Start = shape.Start ?? 0, After = place?.Exchange, Order = order, Count = paging.Count };
        var page = await SearchAsync(id, asked, recordings, time, cancellationToken);
        return page.IsPlaceGone ? ApiProblems.CursorGone()
            : page.IsUnsortable ? ApiProblems.BadParameters([new PlanFault("sort", ExchangeShape.Unsortable)])
            : ExchangeShape.Answer(ExchangeWindowResource.From(page, Next(page, asked) is { } next ? paging.CursorAt(new CursorPlace(next, askedAt)) : null), fields, json.Value.SerializerOptions);
    }

    /// <summary>Where it goes on; null when nothing more will come.</summary>
    private static ExchangePlace? Next(ExchangePage page, ExchangeQuery asked) =>
        page.Start + page.Rows.Count >= page.Total && page.Search is not { IsOver: false } ? null
        : page.Rows is [.., var last] ? ExchangePlace.Behind(last, asked.Order)
        : asked.After ?? (asked.Start == 0 ? ExchangePlace.Beginning : null);

    /// <param name="Exchange">The place among the exchanges.</param>
    /// <param name="AskedAt">When the first page was asked for, from which a query counts.</param>
    private sealed record CursorPlace(ExchangePlace Exchange, DateTimeOffset AskedAt);

    private static async Task<ExchangePage> SearchAsync(string id, ExchangeQuery query, IRecordings recordings, TimeProvider time, CancellationToken cancellationToken)
    {
        var since = time.GetTimestamp();
        while (true)
        {
            var page = await recordings.ExchangesAsync(id, query, cancellationToken);
            if (page.IsPlaceGone || page.Search is not { IsOver: false } || time.GetElapsedTime(since) > s_longest)
            {
                return page;
            }

            await Task.Delay(s_lookAgain, time, cancellationToken);
        }
    }

    private static async Task<IResult> FieldsAsync(string id, [FromServices] IRecordings recordings, CancellationToken cancellationToken) =>
        await recordings.FindAsync(id, cancellationToken) is null ? ApiProblems.NotFound("recording")
        : Results.Ok(new ListOf<FieldResource>([.. QueryField.In(QueryScopes.Exchanges).Select(field => new FieldResource(field.Name, field.Description, field.Operators, field.Example))]));

    private static async Task<IResult> ValuesAsync(
        string id, string name, string? prefix, int? limit, [FromServices] IRecordings recordings, CancellationToken cancellationToken)
    {
        if (limit is < 1 or > MostValues || prefix?.Length > QueryLimits.Characters)
        {
            return ApiProblems.BadRequest("", $"limit is 1 to {MostValues}, prefix has at most {QueryLimits.Characters} characters.");
        }

        if (await recordings.FindAsync(id, cancellationToken) is null || QueryField.Find(name) is null && !QueryField.All.Any(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
        {
            return ApiProblems.NotFound("recording or field");
        }

        var values = await recordings.ValuesAsync(id, name, prefix ?? "", limit ?? UsualValues, cancellationToken);
        return Results.Ok(new ListOf<FieldValueResource>([.. values.Select(value => new FieldValueResource(value.Value, value.Count))]));
    }
}

/// <summary>Which exchanges are meant.</summary>
internal sealed record ExchangeParameters
{
    /// <summary>A query, see docs/query-language.md; all exchanges if left out.</summary>
    public string? Q { get; init; }

    /// <summary>Reads them, or says what is wrong with them.</summary>
    public bool TryRead(DateTimeOffset now, [NotNullWhen(true)] out ExchangeQuery? asked, [NotNullWhen(false)] out IResult? problem)
    {
        asked = null;
        if (!TrafficQuery.TryParse(Q, now, out var query, out var wrong))
        {
            problem = ApiProblems.BadQuery(wrong);
            return false;
        }

        asked = new ExchangeQuery { Query = query };
        problem = null;
        return true;
    }
}

/// <summary>A field of the query language.</summary>
/// <param name="Name">As written before the operator; a name or a path follows a dot or a dollar sign at its end.</param>
/// <param name="Description">What it is.</param>
/// <param name="Operators">How it can be compared.</param>
/// <param name="Example">A condition on it.</param>
internal sealed record FieldResource(string Name, string Description, IReadOnlyList<string> Operators, string Example);

/// <summary>A value of a field, and in how many exchanges it occurs.</summary>
internal sealed record FieldValueResource(string Value, long Count);
