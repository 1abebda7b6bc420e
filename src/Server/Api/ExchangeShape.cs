using System.Reflection;
using System.Text.Json;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Query;

namespace TapeDeck.Server.Api;

/// <summary>In which order exchanges are listed, and what is told of each: the parameters sort and fields, in the names of <see cref="ExchangeResource"/>.</summary>
internal static class ExchangeShape
{
    private static readonly string[] s_members = [.. typeof(ExchangeResource).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(member => JsonNamingPolicy.CamelCase.ConvertName(member.Name))];

    /// <summary>Why an order is refused.</summary>
    public const string Unsortable = "What only a search through headers and bodies finds cannot be sorted; leave sort out.";

    /// <summary>What can be sorted by, in words.</summary>
    public static string SortNames => string.Join(", ", ExchangeSortKey.Names);

    /// <summary>Reads <c>-time,latency</c>; null without a text.</summary>
    public static IEnumerable<PlanFault> ReadSort(string? text, out ExchangeOrder? order)
    {
        var isRight = ExchangeOrder.TryParse(text, out order) || text is null;
        return isRight ? [] : [new PlanFault("sort", $"sort names each of {SortNames} at most once, with a comma between them and a minus before those that descend.")];
    }

    /// <summary>Reads <c>id,status</c>; all without a text.</summary>
    public static IEnumerable<PlanFault> ReadFields(string? text, out IReadOnlyList<string> fields)
    {
        fields = text?.Split(',', StringSplitOptions.TrimEntries) ?? s_members;
        return fields.All(s_members.Contains) ? [] : [new PlanFault("fields", $"fields names some of {string.Join(", ", s_members)}, with a comma between them.")];
    }

    /// <summary>Leaves of every item what is asked for.</summary>
    public static IResult Answer(ExchangeWindowResource window, IReadOnlyList<string> fields, JsonSerializerOptions options)
    {
        if (fields == s_members)
        {
            return Results.Ok(window);
        }

        var sparse = JsonSerializer.SerializeToNode(window, options)!;
        foreach (var item in sparse["items"]!.AsArray().Select(item => item!.AsObject()))
        {
            s_members.Except(fields).ToList().ForEach(member => item.Remove(member));
        }

        return Results.Json(sparse, options);
    }
}

/// <summary>How exchanges are listed.</summary>
internal sealed record ShapeParameters
{
    /// <summary>Position of the first exchange, instead of a cursor.</summary>
    public long? Start { get; init; }

    /// <summary>Names of members, such as <c>-time,latency</c>; a minus for those that descend. In order of time if left out.</summary>
    public string? Sort { get; init; }

    /// <summary>Members that items have, such as <c>id,status</c>; all if left out.</summary>
    public string? Fields { get; init; }
}
