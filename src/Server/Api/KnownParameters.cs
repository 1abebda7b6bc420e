using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Server.Api;

/// <summary>Refuses a query parameter that the endpoint does not know: a typing error must not pass for a condition that was applied.</summary>
internal static class KnownParameters
{
    public static RouteGroupBuilder RefuseUnknownParameters(this RouteGroupBuilder group) => group.AddEndpointFilterFactory((context, next) =>
    {
        var known = Names(context.MethodInfo).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return call =>
        {
            var inPath = (call.HttpContext.GetEndpoint() as RouteEndpoint)?.RoutePattern.Parameters.Select(parameter => parameter.Name) ?? [];
            return call.HttpContext.Request.Query.Keys.FirstOrDefault(name => !known.Contains(name) || inPath.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } unknown
                ? ValueTask.FromResult<object?>(ApiProblems.BadParameters([new PlanFault(unknown, $"The query parameter '{unknown}' is not known here{Known(known.Except(inPath))}.")]))
                : next(call);
        };
    });

    private static string Known(IEnumerable<string> known) =>
        known.Select(JsonNamingPolicy.CamelCase.ConvertName).Order(StringComparer.Ordinal).ToArray() is { Length: > 0 } names ? $"; known are {string.Join(", ", names)}" : "";

    private static IEnumerable<string> Names(MethodInfo method) => method.GetParameters().SelectMany(parameter =>
        parameter.IsDefined(typeof(AsParametersAttribute)) ? Properties(parameter.ParameterType)
        : IsSimple(parameter.ParameterType) && !parameter.IsDefined(typeof(FromHeaderAttribute)) ? [parameter.Name!] : []);

    private static IEnumerable<string> Properties(Type type) => type.GetProperties().Where(property => IsSimple(property.PropertyType)).Select(property => property.Name);

    private static bool IsSimple(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain.IsPrimitive || plain.IsEnum || plain == typeof(string);
    }
}
