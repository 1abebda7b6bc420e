using System.Reflection;
using System.Text.Json;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Query;

namespace TapeDeck.Server.Api;

/// <summary>In which order exchanges are listed, and what is told of each: the parameters sort and fields, in the names of <see cref="ExchangeResource"/>.</summary>
internal static class ExchangeShape
{
    private static readonly string[] s_members = [.. typeof(ExchangeResource).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(member => JsonNamingPolicy.CamelCase.ConvertName(member.Name))];
    private static readonly Dictionary<string, ExchangeColumn> s_columns =
        Enum.GetValues<ExchangeColumn>().ToDictionary(column => JsonNamingPolicy.CamelCase.ConvertName(column.ToString()), StringComparer.Ordinal);

    /// <summary>What can be sorted by, in words.</summary>
    public static string SortNames => string.Join(", ", s_columns.Keys);

    /// <summary>Reads <c>-time,latency</c>; null without a text.</summary>
    public static IEnumerable<PlanFault> ReadSort(string? text, out ExchangeOrder? order)
    {
        string[] names = text?.Split(',', StringSplitOptions.TrimEntries) ?? [];
        var columns = names.Select(name => name.TrimStart('-')).ToArray();
        var isRight = names.Zip(columns).All(pair => pair.First.Length - pair.Second.Length <= 1 && s_columns.ContainsKey(pair.Second)) && columns.Distinct().Count() == columns.Length;
        order = names.Length > 0 && isRight ? new ExchangeOrder([.. names.Zip(columns, (name, column) => new ExchangeSortKey(s_columns[column], name != column))]) : null;
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
    /// <summary>Position of the first exchange, instead of a cursor; at most 4000 with sort.</summary>
    public long? Start { get; init; }

    /// <summary>Names of members, such as <c>-time,latency</c>; a minus for those that descend. In order of time if left out.</summary>
    public string? Sort { get; init; }

    /// <summary>Members that items have, such as <c>id,status</c>; all if left out.</summary>
    public string? Fields { get; init; }
}
