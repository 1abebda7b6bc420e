using System.Reflection;
using Microsoft.AspNetCore.Mvc;

namespace TapeDeck.Server.Api;

/// <summary>Refuses a query parameter that the endpoint does not know: a typing error must not pass for a condition that was applied.</summary>
internal static class KnownParameters
{
    public static RouteGroupBuilder RefuseUnknownParameters(this RouteGroupBuilder group) => group.AddEndpointFilterFactory((context, next) =>
    {
        var known = Names(context.MethodInfo).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return call => call.HttpContext.Request.Query.Keys.FirstOrDefault(name => !known.Contains(name)) is { } unknown
            ? ValueTask.FromResult<object?>(ApiProblems.BadRequest("", $"The query parameter '{unknown}' is not known here{Known(known)}."))
            : next(call);
    });

    private static string Known(HashSet<string> known) => known.Count == 0 ? "" : $"; known are {string.Join(", ", known.Order(StringComparer.Ordinal))}";

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
