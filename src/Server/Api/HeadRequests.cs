namespace TapeDeck.Server.Api;

/// <summary>Lets HEAD ask whatever GET asks (RFC 9110 §9.3.2); the web server leaves the content of the answer out.</summary>
internal static class HeadRequests
{
    public static RouteGroupBuilder AnswerHead(this RouteGroupBuilder group)
    {
        ((IEndpointConventionBuilder)group).Finally(endpoint =>
        {
            if (endpoint.Metadata.OfType<HttpMethodMetadata>().FirstOrDefault() is { HttpMethods: [var only] } methods
                && HttpMethods.IsGet(only) && !endpoint.Metadata.OfType<OnlyGet>().Any())
            {
                endpoint.Metadata.Remove(methods);
                endpoint.Metadata.Add(new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]));
            }
        });
        return group;
    }

    /// <summary>Leaves HEAD out: the content never ends, or another endpoint answers it.</summary>
    public static RouteHandlerBuilder WithoutHead(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new OnlyGet());

    private sealed class OnlyGet;
}
