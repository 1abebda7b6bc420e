using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Mvc;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Query;

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
        group.MapGet("/{id}/exchanges", ListAsync).WithName("listExchanges").WithSummary("One window of a recording's exchanges.")
            .WithDescription("In order of time. q is a query, such as status>=500 path:/orders; docs/query-language.md has the language. A query for headers or bodies searches the "
                + "recording's files: after ten seconds the answer has what was found so far, and asking again goes on.")
            .Produces<ExchangeWindowResource>().WithProblems(400, 404);
        group.MapGet("/{id}/fields", FieldsAsync).WithName("listFields").WithSummary("The fields of the query language.")
            .Produces<ListOf<FieldResource>>().WithProblems(404);
        group.MapGet("/{id}/fields/{name}/values", ValuesAsync).WithName("listFieldValues").WithSummary("The values of a field, most frequent first.")
            .WithDescription("Those that begin with prefix, in any case. Of fields with about as many values as there are exchanges, a million exchanges are counted, of headers 2,000; a field without a name, such as header., has the names of headers. There are none of ids and bodies.")
            .Produces<ListOf<FieldValueResource>>().WithProblems(400, 404);
    }

    private static async Task<IResult> ListAsync(
        string id, [AsParameters] ExchangeParameters parameters, [FromServices] IRecordings recordings, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!parameters.TryRead(time, out var asked, out var problem))
        {
            return problem;
        }

        if (await recordings.FindAsync(id, cancellationToken) is null)
        {
            return ApiProblems.NotFound("recording");
        }

        return Results.Ok(ExchangeWindowResource.From(await SearchAsync(id, asked, recordings, time, cancellationToken), asked.Start));
    }

    private static async Task<ExchangePage> SearchAsync(string id, ExchangeQuery query, IRecordings recordings, TimeProvider time, CancellationToken cancellationToken)
    {
        var since = time.GetTimestamp();
        while (true)
        {
            var page = await recordings.ExchangesAsync(id, query, cancellationToken);
            if (page.Search is not { IsOver: false } || time.GetElapsedTime(since) > s_longest)
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

/// <summary>Which exchanges to list.</summary>
internal sealed record ExchangeParameters
{
    /// <summary>A query, see docs/query-language.md; all exchanges if left out.</summary>
    public string? Q { get; init; }

    public long? Start { get; init; }

    /// <summary>1–1000, 100 if left out.</summary>
    public int? Limit { get; init; }

    /// <summary>Reads them, or says what is wrong with them.</summary>
    public bool TryRead(TimeProvider time, [NotNullWhen(true)] out ExchangeQuery? asked, [NotNullWhen(false)] out IResult? problem)
    {
        asked = null;
        PlanFault[] faults = [.. Window.Faults(Start, Limit)];
        if (faults.Length > 0)
        {
            problem = ApiProblems.BadParameters(faults);
            return false;
        }

        if (!TrafficQuery.TryParse(Q, time.GetUtcNow(), out var query, out var wrong))
        {
            problem = ApiProblems.BadQuery(wrong);
            return false;
        }

        asked = new ExchangeQuery { Query = query, Start = Start ?? 0, Count = Limit ?? Window.UsualLimit };
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
