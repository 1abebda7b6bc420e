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

    /// <summary>Documents a list that is read page by page.</summary>
    public static RouteHandlerBuilder ProducesPageOf<T>(this RouteHandlerBuilder endpoint) => endpoint.Produces<PageOf<T>>().WithProblems(400);

    /// <summary>Documents that the answer has an ETag; that of a GET may be 304.</summary>
    public static RouteHandlerBuilder WithEntityTag(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new TaggedAnswer());
}

/// <summary>An endpoint whose answer has an ETag.</summary>
internal sealed record TaggedAnswer;
