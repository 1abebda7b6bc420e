using TapeDeck.Engine.Query;

namespace TapeDeck.Engine.Tests.Query;

/// <summary>Reads queries that are right.</summary>
internal static class Parsed
{
    public static TrafficQuery Of(string text, DateTimeOffset now = default, QueryScopes scope = QueryScopes.Exchanges)
    {
        Assert.True(TrafficQuery.TryParse(text, now, out var query, out var fault, scope), $"{text}: {fault}");
        return query!;
    }

    public static QueryFault FaultOf(string text, QueryScopes scope = QueryScopes.Exchanges)
    {
        Assert.False(TrafficQuery.TryParse(text, default, out _, out var fault, scope), text);
        return fault!;
    }
}
