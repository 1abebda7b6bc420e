namespace TapeDeck.Server.Api;

internal static class EndpointDocumentation
{
    /// <summary>Documents the failures an endpoint may answer with, beside those that every endpoint may.</summary>
    public static RouteHandlerBuilder WithProblems(this RouteHandlerBuilder endpoint, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
        {
            endpoint.ProducesProblem(status);
        }

        return endpoint;
    }
}
